import type { StoreId } from '@holdfast/actors/ports';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { STORES, WorkerModel } from '../../support/worker-model.ts';

type Op = (model: WorkerModel) => void;

const store = fc.constantFrom(...STORES);
const index = fc.nat({ max: 7 });

/** Weighted so that histories reach deep states: open breakers, late results, crashes in between. */
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 8,
    arbitrary: store.map(
      (id: StoreId): Op =>
        (model) =>
          model.request(id),
    ),
  },
  { weight: 12, arbitrary: fc.constant<Op>((model) => model.handleNext()) },
  {
    weight: 6,
    arbitrary: fc.tuple(index, fc.boolean()).map(
      ([at, good]): Op =>
        (model) =>
          model.settle(at, good),
    ),
  },
  {
    weight: 3,
    arbitrary: index.map(
      (at): Op =>
        (model) =>
          model.timeOut(at),
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(10, 100, 1_000).map(
      (ms): Op =>
        (model) =>
          model.advance(ms),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('fail' as const, 'wait' as const).map(
      (whenOpen): Op =>
        (model) =>
          model.force(whenOpen),
    ),
  },
  {
    weight: 1,
    arbitrary: index.map(
      (at): Op =>
        (model) =>
          model.leave(at),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Op>((model) => model.step({ type: 'reset_circuit_breaker' })),
  },
  { weight: 1, arbitrary: fc.constant<Op>((model) => model.crash()) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom({ maxBatchSize: 1 }, { maxBatchSize: 2 }, { persistenceInterval: 50 })
      .map(
        (patch): Op =>
          (model) =>
            model.step({ type: 'configure', patch }),
      ),
  },
);

describe('the worker as a whole', () => {
  it('keeps its invariants in any history, and recovers when the faults stop', () => {
    fc.assert(
      fc.property(fc.array(op, { minLength: 20, maxLength: 200, size: 'max' }), (ops) => {
        const model = new WorkerModel();
        for (const run of ops) run(model);
        model.recover();
      }),
      { numRuns: Number(process.env['HOLDFAST_MODEL_RUNS'] ?? 800) },
    );
  });
});
