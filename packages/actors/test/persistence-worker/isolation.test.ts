import { exit, PersistenceWorker } from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { superviseWorker } from '../support/parents.ts';
import { startWorker, workerSpec } from '../support/worker-bench.ts';

const { forcePersistence, getStats, isolate, requestPersistence, resetCircuitBreaker } =
  PersistenceWorker;

describe('a worker that is held isolated', () => {
  it('accepts and keeps, fences nothing, and probes first when the last holder lets go', async () => {
    const { clock, fence, worker, eventsOf } = await startWorker();
    const first = isolate(worker);
    const second = isolate(worker);
    expect(requestPersistence(worker, 'a')).toMatchObject({ accepted: true });
    requestPersistence(worker, 'b');
    await clock.advance(60_000);
    first.release();
    first.release();
    await clock.advance(60_000);
    expect(fence.calls).toHaveLength(0);
    fence.always('hang');
    second.release();
    await settle();
    expect(fence.stores).toEqual(['a']);
    fence.calls[0]?.resolve();
    await settle();
    expect(fence.stores).toEqual(['a', 'b']);
    expect(eventsOf('breaker_changed').map(({ to, cause }) => [to, cause])).toEqual([
      ['isolated', 'isolated'],
      ['half_open', 'released'],
      ['closed', 'probe_succeeded'],
    ]);
    expect((await getStats(worker)).circuitBreakerTrips).toBe(0);
  });

  it('is not reset, and answers a forced call by value or lets it wait', async () => {
    const { worker } = await startWorker();
    const held = isolate(worker);
    requestPersistence(worker);
    await expect(resetCircuitBreaker(worker)).rejects.toMatchObject({
      code: 'ERR_WORKER_ISOLATED',
      storeId: 'orders',
    });
    expect(await forcePersistence(worker)).toMatchObject({
      ok: false,
      reason: 'isolated',
      outcomes: { orders: 'skipped' },
    });
    const waits = forcePersistence(worker, { whenOpen: 'wait' });
    held.release();
    expect(await waits).toEqual({ ok: true, persisted: 1 });
  });

  it('stays isolated over a crash, and is drained without a fence', async () => {
    const clock = new ManualClock();
    const fence = new ScriptedFence();
    const spec = workerSpec(fence);
    const { worker } = spec;
    const system = await superviseWorker(spec, clock);
    requestPersistence(worker);
    const held = isolate(worker);
    await settle();
    const before = worker.pid;
    if (before !== undefined) exit(before, 'kill');
    await clock.advance(60_000);
    expect(worker.pid).not.toBe(before);
    expect(fence.calls).toHaveLength(0);
    expect(await getStats(worker)).toMatchObject({
      circuitBreakerState: 'isolated',
      pendingStoresCount: 1,
    });
    await PersistenceWorker.drain(worker);
    expect(PersistenceWorker.unfenced(worker)).toEqual(['orders']);
    held.release();
    await settle();
    expect(fence.calls).toHaveLength(1);
    await system.close();
  });

  it('ends at the end of a using block', async () => {
    const { worker } = await startWorker();
    isolate(worker)[Symbol.dispose]();
    await settle();
    expect((await getStats(worker)).circuitBreakerState).toBe('closed');
  });
});

describe('a breaker that is switched off', () => {
  it('counts and lets everything pass, and begins closed when it is switched on', async () => {
    const fence = new ScriptedFence().always({ fail: new Error('EIO') });
    const { clock, worker } = await startWorker({ circuitBreakerEnabled: false }, fence);
    requestPersistence(worker);
    await clock.advance(60_000);
    expect(fence.calls.length).toBeGreaterThan(5);
    expect(await getStats(worker)).toMatchObject({
      circuitBreakerState: 'disabled',
      circuitBreakerFailureCount: fence.calls.length,
      circuitBreakerTrips: 0,
    });
    await PersistenceWorker.configure(worker, { circuitBreakerEnabled: true });
    expect(await getStats(worker)).toMatchObject({
      circuitBreakerState: 'closed',
      circuitBreakerFailureCount: 0,
    });
  });
});
