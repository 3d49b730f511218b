import type { Priority } from '@holdfast/actors';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { DoorModel, STORES } from '../support/door-model.ts';

type Op = (model: DoorModel) => unknown;

const store = fc.constantFrom(...STORES);
const priority = fc.constantFrom<Priority>('critical', 'high', 'normal', 'low');
const calm = fc.constantFrom<Priority>('normal', 'low');

/** What can happen at a door; a host without classes asks with `normal` and `low` only. */
function opsOf(classes: fc.Arbitrary<Priority>): fc.Arbitrary<Op> {
  return fc.oneof(
    { weight: 10, arbitrary: fc.tuple(store, classes).map(request) },
    { weight: 4, arbitrary: fc.uniqueArray(store, { minLength: 1, maxLength: 6 }).map(fence) },
    {
      weight: 4,
      arbitrary: classes.map(
        (one): Op =>
          (model) =>
            model.come(one),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.nat(9).map(
        (at): Op =>
          (model) =>
            model.leave(at),
      ),
    },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }).map(limit) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(500, 1_000).map(
        (ms): Op =>
          (m) =>
            m.wait(ms),
      ),
    },
    { weight: 1, arbitrary: fc.constant<Op>((model) => model.crash()) },
  );
}

const request =
  ([id, one]: [(typeof STORES)[number], Priority]): Op =>
  (model) =>
    model.request(id, one);
const fence =
  (ids: readonly (typeof STORES)[number][]): Op =>
  (model) =>
    model.fence(...ids);
const limit =
  (stores: number): Op =>
  (model) =>
    model.setLimit(stores);

describe('the door of a worker', () => {
  it.each([
    ['with classes', priority],
    ['without', calm],
  ])('keeps its rules in any history, and forgets nobody who waits: %s', async (_, classes) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(opsOf(classes), { minLength: 10, maxLength: 80, size: 'max' }),
        async (ops) => {
          const model = new DoorModel();
          for (const op of ops) await op(model);
          await model.recover();
        },
      ),
      { numRuns: Number(process.env['HOLDFAST_DOOR_RUNS'] ?? 150) },
    );
  });
});
