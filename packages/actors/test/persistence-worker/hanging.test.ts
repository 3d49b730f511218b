/** Every fence hangs, for as long as it takes: what a host still sees, and what it costs. By counts. */
import { hasErrorCode, PersistenceWorker, type RequestResult } from '@holdfast/actors';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { expect, it } from 'vitest';
import { memoryOf } from '../../src/persistence-worker/worker-handle.ts';
import { startWorker, type WorkerBench } from '../support/worker-bench.ts';

const { forcePersistence, getStats, requestPersistence } = PersistenceWorker;

const OPTIONS = {
  maxPendingStores: 50,
  maxBatchSize: 10,
  persistenceInterval: 100,
  storeTimeout: 1_000,
  circuitBreakerTimeout: 1_000,
};
const STEP_MS = 100;
const STEPS = 1_000;
const FORCE_MS = 2_000;
const NAMES = ['pending', 'dirty', 'batchesOut', 'fencesOut', 'callers'] as const;

interface Forced {
  readonly deadline: number;
  readonly heard: number[];
}

/** Hears how a forced call ends, and when, however often that is. */
function force({ worker, clock }: WorkerBench): Forced {
  const forced: Forced = { deadline: clock.now() + FORCE_MS, heard: [] };
  forcePersistence(worker, { timeout: FORCE_MS, whenOpen: 'wait' }).then(
    (answer) => {
      expect(answer.ok).toBe(false);
      forced.heard.push(clock.now());
    },
    (error: unknown) => {
      expect(hasErrorCode(error, 'ERR_CALL_TIMEOUT')).toBe(true);
      forced.heard.push(clock.now());
    },
  );
  return forced;
}

/** Whatever a worker remembers that could grow. */
function remembered({ worker }: WorkerBench) {
  const { lastState: state, ledger, room } = memoryOf(worker);
  const out = [...(state?.unsettled.values() ?? []), ...(state?.inFlight.values() ?? [])];
  return {
    pending: state?.pending.size ?? 0,
    dirty: ledger.dirty().size,
    batchesOut: new Set(out.map(({ batch }) => batch)).size,
    fencesOut: out.length,
    callers: room.size + (state?.waiting.size ?? 0),
  };
}

it.each([
  ['with a breaker', true],
  ['without', false],
])(
  'while every fence hangs, answers, refuses by value, and keeps to its limits: %s',
  async (_, on) => {
    const options = { ...OPTIONS, circuitBreakerEnabled: on };
    const bench = await startWorker(options, new ScriptedFence().always('hang'));
    const { worker, clock, fence } = bench;
    const forced: Forced[] = [];
    const refusals: RequestResult[] = [];
    let answered = 0;
    const most = { pending: 0, dirty: 0, batchesOut: 0, fencesOut: 0, callers: 0 };
    for (let step = 0; step < STEPS; step += 1) {
      const request = requestPersistence(worker, `s${step}`);
      if (!request.accepted) refusals.push(request);
      if (step % 5 === 0) forced.push(force(bench));
      void getStats(worker).then(() => (answered += 1));
      // Answered without any time going by.
      await settle();
      expect(answered).toBe(step + 1);
      const now = remembered(bench);
      for (const name of NAMES) most[name] = Math.max(most[name], now[name]);
      await clock.advance(STEP_MS);
    }
    await clock.advance(FORCE_MS);
    expect(forced.map(({ heard }) => heard.length)).toEqual(forced.map(() => 1));
    expect(forced.filter(({ heard: [at = 0], deadline }) => at > deadline)).toEqual([]);
    expect(refusals).toHaveLength(STEPS - OPTIONS.maxPendingStores);
    const code = 'ERR_BACKPRESSURE';
    for (const refusal of refusals) expect(refusal).toMatchObject({ error: { code, limit: 50 } });
    // With fences of three batches out, no further one begins.
    expect(most.batchesOut).toBe(3);
    expect(most.fencesOut).toBeLessThanOrEqual(3 * OPTIONS.maxBatchSize);
    expect(most).toMatchObject({ pending: 50, dirty: 50 });
    // Each is asked for twice: by its number in the room, and by what it waits for in the state.
    expect(most.callers).toBeLessThanOrEqual(2 * (FORCE_MS / STEP_MS / 5 + 1));
    const stats = await getStats(worker);
    expect(stats).toMatchObject({
      successfulRequests: 0,
      rejectedRequests: STEPS - 50,
      restarts: 0,
    });

    fence.always('ok');
    for (const call of fence.calls) call.resolve();
    for (let round = 0; round < 40; round += 1) await clock.advance(1_000);
    expect(remembered(bench)).toMatchObject({ pending: 0, dirty: 0, fencesOut: 0, callers: 0 });
    expect((await getStats(worker)).circuitBreakerState).toBe(on ? 'closed' : 'disabled');
    await settle();
    expect(clock.pendingTimers).toBe(0);
  },
);
