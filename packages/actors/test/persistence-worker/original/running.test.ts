/** ExESDB's persistence worker, rows PW, PC and PD of the conformance page: runs and what they say. */
import { GenServer, PersistenceWorker } from '@holdfast/actors';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../../support/worker-bench.ts';

const { forcePersistence, getStats, requestPersistence } = PersistenceWorker;
const EIO = { fail: new Error('EIO') };

/** The epoch of the manual clock. */
const EPOCH = 1_700_000_000_000;

describe('a run that fails', () => {
  it('leaves the process alive and its store pending, run after run (PW-19, PW-36)', async () => {
    const { worker, clock, fence } = await startWorker({}, new ScriptedFence().always(EIO));
    const { pid } = worker;
    requestPersistence(worker);
    await clock.advance(20_000);
    expect(fence.calls.length).toBeGreaterThan(1);
    expect(worker.pid).toBe(pid);
    expect(await getStats(worker)).toMatchObject({
      restarts: 0,
      pendingStoresCount: 1,
      failedRequests: fence.calls.length,
    });
  });

  it('is no success: the last run and the last success are two times (PD-06)', async () => {
    const fence = new ScriptedFence().next('ok', EIO);
    const { worker, clock } = await startWorker({}, fence);
    requestPersistence(worker);
    await clock.advance(5_000);
    requestPersistence(worker);
    await clock.advance(5_000);
    expect(await getStats(worker)).toMatchObject({
      lastSuccessTime: EPOCH + 5_000,
      lastFailureTime: EPOCH + 10_000,
      lastPersistenceTime: EPOCH + 10_000,
    });
  });
});

describe('a forced run', () => {
  it('moves the time of the last run when it has fenced something (PW-16)', async () => {
    const { worker, clock } = await startWorker();
    requestPersistence(worker);
    await forcePersistence(worker);
    const { lastPersistenceTime: first } = await getStats(worker);
    expect(first).toBe(EPOCH);
    await clock.advance(10);
    await forcePersistence(worker);
    expect((await getStats(worker)).lastPersistenceTime).toBe(first);
    requestPersistence(worker);
    await forcePersistence(worker);
    expect((await getStats(worker)).lastPersistenceTime).toBe(EPOCH + 10);
  });

  it('is asked for again by who gave up, and becomes no second run (PD-11)', async () => {
    const { worker, clock, fence } = await startWorker({}, new ScriptedFence().always('hang'));
    requestPersistence(worker);
    for (let time = 0; time < 3; time += 1) {
      const gaveUp = expect(forcePersistence(worker, { timeout: 1_000 })).rejects.toMatchObject({
        code: 'ERR_CALL_TIMEOUT',
      });
      await clock.advance(1_000);
      await gaveUp;
    }
    const last = forcePersistence(worker);
    await settle();
    fence.always('ok');
    expect(fence.calls).toHaveLength(1);
    for (const call of fence.calls) call.resolve();
    expect(await last).toEqual({ ok: true, persisted: 1 });
    expect(fence.calls).toHaveLength(1);
  });
});

describe('what a worker tells', () => {
  it('is that it started, each run with its counts, and each failure (PC-10, PD-18)', async () => {
    const fence = new ScriptedFence().next(EIO, 'ok', 'hang');
    const { worker, clock, events } = await startWorker({}, fence);
    requestPersistence(worker, 'a');
    requestPersistence(worker, 'b');
    await clock.advance(5_000);
    const forced = forcePersistence(worker);
    await clock.advance(40);
    fence.calls[2]?.resolve();
    await forced;
    expect(events.map(({ type }) => type)).toEqual([
      'persistence_failed',
      'batch_settled',
      'batch_settled',
    ]);
    const common = { storeId: 'orders', probe: false };
    expect(events).toMatchObject([
      { store: 'a', outcome: 'failed', error: EIO.fail },
      { ...common, succeeded: 1, failed: 1, durationMs: 0, forced: false },
      { ...common, succeeded: 1, failed: 0, durationMs: 40, forced: true },
    ]);
    // Nothing while there is nothing to do.
    await clock.advance(60_000);
    expect(events).toHaveLength(3);
  });

  it('adds up in its statistics, all fifteen (PC-08)', async () => {
    const fence = new ScriptedFence().next('hang', EIO, 'hang');
    const { worker, clock } = await startWorker({ circuitBreakerFailureThreshold: 1 }, fence);
    const finish = async (ms: number): Promise<void> => {
      await clock.advance(ms);
      fence.calls.at(-1)?.resolve();
      await settle();
    };
    requestPersistence(worker);
    await clock.advance(5_000);
    await finish(30);
    requestPersistence(worker);
    await clock.advance(5_000);
    expect(await getStats(worker)).toMatchObject({
      circuitBreakerState: 'open',
      circuitBreakerFailureCount: 1,
      pendingStoresCount: 1,
    });
    await PersistenceWorker.resetCircuitBreaker(worker);
    await clock.advance(1_000);
    await finish(30);
    const lastStart = fence.calls.length;
    expect(lastStart).toBe(3);
    const stats = await getStats(worker);
    expect(stats).toMatchObject({
      storeId: 'orders',
      totalRequests: 3,
      successfulRequests: 2,
      failedRequests: 1,
      circuitBreakerTrips: 1,
      circuitBreakerState: 'closed',
      circuitBreakerFailureCount: 0,
      pendingStoresCount: 0,
      minResponseTime: 0,
      lastFailureTime: EPOCH + 10_030,
      uptime: clock.now(),
    });
    expect(stats.lastSuccessTime).toBe(EPOCH + clock.now());
    expect(stats.lastPersistenceTime).toBe(EPOCH + clock.now());
    const longest = stats.maxResponseTime ?? 0;
    expect(longest).toBeGreaterThanOrEqual(30);
    expect(stats.averageResponseTime).toBeCloseTo((30 + longest) / 3);
  });
});

describe('a worker that is stopped', () => {
  it('ends with the reason that it was given, in bounded time (PW-20)', async () => {
    const { worker, clock } = await startWorker(
      { shutdownTimeout: 1_000 },
      new ScriptedFence().always('hang'),
    );
    requestPersistence(worker);
    const { pid } = worker;
    if (pid === undefined) throw new Error('not running');
    const ended = GenServer.stop(pid, 'shutdown', { timeout: 'infinity' });
    await clock.advance(1_000);
    await ended;
    expect(worker.pid).toBe(pid);
    expect(PersistenceWorker.unfenced(worker)).toEqual(['orders']);
  });
});
