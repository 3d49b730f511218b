import { PersistenceWorker } from '@holdfast/actors';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../support/worker-bench.ts';

const { requestPersistence, forcePersistence, getStats, configure, resetCircuitBreaker } =
  PersistenceWorker;

describe('requests and ticks', () => {
  it('fences a pending store at its tick, and not before', async () => {
    const { clock, fence, worker } = await startWorker({ persistenceInterval: 1_000 });
    expect(requestPersistence(worker)).toMatchObject({ accepted: true });
    await clock.advance(999);
    expect(fence.stores).toEqual([]);
    await clock.advance(1);
    expect(fence.stores).toEqual(['orders']);
    expect((await getStats(worker)).pendingStoresCount).toBe(0);
  });

  it('fences once for many requests (PW-08, PW-17)', async () => {
    const { clock, fence, worker } = await startWorker();
    for (let time = 0; time < 50; time += 1) requestPersistence(worker);
    expect((await getStats(worker)).pendingStoresCount).toBe(1);
    await clock.advance(5_000);
    expect(fence.calls).toHaveLength(1);
  });

  it('holds no timer while nothing is pending', async () => {
    const { clock, worker } = await startWorker();
    expect(clock.pendingTimers).toBe(0);
    requestPersistence(worker);
    await settle();
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(5_000);
    expect(clock.pendingTimers).toBe(0);
  });

  it('looks after further stores of its adapter (PW-18, PW-33, PW-38)', async () => {
    const { clock, fence, worker } = await startWorker();
    for (const id of ['a', 'b', 'c']) requestPersistence(worker, id);
    await settle();
    expect((await getStats(worker)).pendingStoresCount).toBe(3);
    await clock.advance(5_000);
    expect(fence.stores).toEqual(['a', 'b', 'c']);
  });

  it('fences again for a request that came while the fence was out (PD-04)', async () => {
    const { clock, fence, worker } = await startWorker({}, new ScriptedFence().next('hang'));
    requestPersistence(worker);
    await clock.advance(5_000);
    const late = requestPersistence(worker);
    await settle();
    fence.calls[0]?.resolve();
    await settle();
    expect((await getStats(worker)).pendingStoresCount).toBe(1);
    await clock.advance(5_000);
    expect(fence.calls).toHaveLength(2);
    if (late.accepted) await late.durable;
  });

  it('keeps the promise of durability open until a covering fence has succeeded', async () => {
    const { clock, fence, worker } = await startWorker({}, new ScriptedFence().next('hang'));
    requestPersistence(worker);
    await clock.advance(5_000);
    const late = requestPersistence(worker);
    let durable = false;
    if (late.accepted) void late.durable.then(() => (durable = true));
    fence.calls[0]?.resolve();
    await settle();
    expect(durable).toBe(false);
    await clock.advance(5_000);
    expect(durable).toBe(true);
  });

  it('takes at most maxBatchSize stores at a time, one batch after the other (PC-05)', async () => {
    const fence = new ScriptedFence().always('hang');
    const { clock, worker } = await startWorker({ maxBatchSize: 2 }, fence);
    for (const id of ['a', 'b', 'c', 'd', 'e']) requestPersistence(worker, id);
    await clock.advance(5_000);
    expect(fence.stores).toEqual(['a', 'b']);
    fence.calls[0]?.resolve();
    await settle();
    expect(fence.stores).toEqual(['a', 'b']);
    fence.calls[1]?.resolve();
    await settle();
    expect(fence.stores).toEqual(['a', 'b', 'c', 'd']);
  });

  it('only fences when forced while persistence is disabled (PD-12)', async () => {
    const { clock, fence, worker } = await startWorker({ persistenceEnabled: false });
    requestPersistence(worker);
    await clock.advance(60_000);
    expect(fence.calls).toHaveLength(0);
    expect(await forcePersistence(worker)).toEqual({ ok: true, persisted: 1 });
    requestPersistence(worker);
    await configure(worker, { persistenceEnabled: true });
    await settle();
    expect(fence.calls).toHaveLength(2);
  });
});

describe('failures', () => {
  it('keeps a failed store pending and retries it at the next tick (PD-03)', async () => {
    const fence = new ScriptedFence().next({ fail: new Error('EIO') });
    const { clock, worker, eventsOf } = await startWorker({}, fence);
    requestPersistence(worker);
    await clock.advance(5_000);
    expect(await getStats(worker)).toMatchObject({ pendingStoresCount: 1, failedRequests: 1 });
    expect(eventsOf('persistence_failed')).toMatchObject([{ store: 'orders', outcome: 'failed' }]);
    await clock.advance(5_000);
    expect(await getStats(worker)).toMatchObject({ pendingStoresCount: 0, successfulRequests: 1 });
  });

  it('outlives a port that throws, and one that rejects with nothing (PW-37, PD-05)', async () => {
    const fence = new ScriptedFence().next({ throw: new Error('sync') }, { fail: undefined });
    const { clock, worker } = await startWorker({}, fence);
    const { pid } = worker;
    requestPersistence(worker);
    await clock.advance(15_000);
    expect(worker.pid).toBe(pid);
    expect(await getStats(worker)).toMatchObject({ failedRequests: 2, successfulRequests: 1 });
  });

  it('gives a fence storeTimeout, aborts its signal, and keeps the store pending (PC-01)', async () => {
    const fence = new ScriptedFence().next('hang');
    const { clock, worker } = await startWorker({ storeTimeout: 1_000 }, fence);
    requestPersistence(worker);
    await clock.advance(5_999);
    expect(fence.calls[0]?.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(fence.calls[0]?.signal.aborted).toBe(true);
    expect(await getStats(worker)).toMatchObject({
      failedRequests: 1,
      pendingStoresCount: 1,
      unsettledFences: 1,
      maxResponseTime: 1_000,
    });
  });

  it('uses a late success as the fact that it is', async () => {
    const fence = new ScriptedFence().next('hang');
    const { clock, worker } = await startWorker({ storeTimeout: 1_000 }, fence);
    const request = requestPersistence(worker);
    await clock.advance(6_000);
    fence.calls[0]?.resolve();
    if (request.accepted) await request.durable;
    expect(await getStats(worker)).toMatchObject({
      pendingStoresCount: 0,
      lateResults: 1,
      unsettledFences: 0,
      successfulRequests: 0,
    });
  });

  it('only counts a late failure', async () => {
    const fence = new ScriptedFence().next('hang');
    const { clock, worker } = await startWorker({ storeTimeout: 1_000 }, fence);
    requestPersistence(worker);
    await clock.advance(6_000);
    fence.calls[0]?.reject(new Error('late'));
    await settle();
    expect(await getStats(worker)).toMatchObject({ pendingStoresCount: 1, lateResults: 1 });
  });

  it('answers statistics at once while every fence hangs', async () => {
    const fence = new ScriptedFence().always('hang');
    const { clock, worker } = await startWorker({}, fence);
    requestPersistence(worker);
    await clock.advance(5_000);
    expect(await getStats(worker, { timeout: 0 })).toMatchObject({ inFlightFences: 1 });
    expect(requestPersistence(worker, 'b')).toMatchObject({ accepted: true });
  });
});

describe('circuit breaker of a worker', () => {
  const options = { circuitBreakerFailureThreshold: 2, circuitBreakerTimeout: 10_000 };

  it('opens after the threshold, keeps accepting, probes once and closes (PC-07)', async () => {
    const failed = { fail: new Error('EIO') };
    const fence = new ScriptedFence().next(failed, failed).always('hang');
    const { clock, worker, eventsOf } = await startWorker(options, fence);
    requestPersistence(worker, 'a');
    // The tick, and a first retry after half of 500 ms.
    await clock.advance(5_250);
    expect(await getStats(worker)).toMatchObject({
      circuitBreakerState: 'open',
      circuitBreakerTrips: 1,
      circuitBreakerFailureCount: 2,
    });
    requestPersistence(worker, 'b');
    await clock.advance(9_999);
    expect(fence.calls).toHaveLength(2);
    await clock.advance(1);
    expect(fence.stores.slice(2)).toEqual(['a']);
    fence.calls[2]?.resolve();
    await settle();
    fence.calls[3]?.resolve();
    await settle();
    expect(await getStats(worker)).toMatchObject({
      circuitBreakerState: 'closed',
      pendingStoresCount: 0,
    });
    expect(eventsOf('breaker_changed').map(({ to, cause }) => [to, cause])).toEqual([
      ['open', 'failures'],
      ['half_open', 'timeout_elapsed'],
      ['closed', 'probe_succeeded'],
    ]);
  });

  it('opens for another period when the probe fails', async () => {
    const fence = new ScriptedFence().always({ fail: new Error('EIO') });
    const { clock, worker } = await startWorker(options, fence);
    requestPersistence(worker);
    await clock.advance(5_250 + 10_000);
    expect(fence.calls).toHaveLength(3);
    expect(await getStats(worker)).toMatchObject({
      circuitBreakerState: 'open',
      circuitBreakerTrips: 2,
    });
  });

  it('counts a batch as bad only when more than half of it failed', async () => {
    const failed = { fail: new Error('EIO') };
    const fence = new ScriptedFence().next(failed, 'ok');
    const { clock, worker } = await startWorker(options, fence);
    requestPersistence(worker, 'a');
    requestPersistence(worker, 'b');
    await clock.advance(5_000);
    expect((await getStats(worker)).circuitBreakerFailureCount).toBe(0);
    fence.next(failed, failed, 'ok');
    requestPersistence(worker, 'b');
    requestPersistence(worker, 'c');
    await clock.advance(250);
    expect((await getStats(worker)).circuitBreakerFailureCount).toBe(1);
  });

  it('is closed by hand, fences at once, and drops what was under way as stale (PC-09)', async () => {
    const failed = { fail: new Error('EIO') };
    const fence = new ScriptedFence().next(failed, failed).always('hang');
    const { clock, worker } = await startWorker(options, fence);
    requestPersistence(worker);
    await clock.advance(5_250);
    await resetCircuitBreaker(worker);
    await settle();
    expect(fence.calls).toHaveLength(3);
    // The fence's deadline; the open breaker's timer is gone.
    expect(clock.pendingTimers).toBe(1);
    await resetCircuitBreaker(worker);
    fence.calls[2]?.reject(new Error('EIO'));
    await settle();
    expect(await getStats(worker)).toMatchObject({
      circuitBreakerFailureCount: 0,
      staleResults: 1,
      pendingStoresCount: 1,
    });
  });
});

describe('limits', () => {
  it('refuses new stores at the limit, warns on the way, and says when it is over (PC-06)', async () => {
    const { clock, fence, worker, eventsOf } = await startWorker({ maxPendingStores: 10 });
    fence.always('hang');
    for (let n = 0; n < 12; n += 1) requestPersistence(worker, `s${n}`);
    expect(requestPersistence(worker, 's1')).toMatchObject({ accepted: true });
    await settle();
    expect((await getStats(worker)).rejectedRequests).toBe(2);
    expect(eventsOf('pressure_changed').map(({ level }) => level)).toEqual([
      'warning',
      'high',
      'full',
    ]);
    for (const call of fence.calls) call.resolve();
    await clock.advance(5_000);
    for (const call of fence.calls) call.resolve();
    await settle();
    expect(eventsOf('pressure_changed').at(-1)).toMatchObject({ level: 'normal' });
  });

  it('brings the tick forward when the high mark is reached', async () => {
    const { fence, worker } = await startWorker({ maxPendingStores: 10 });
    for (let n = 0; n < 8; n += 1) requestPersistence(worker, `s${n}`);
    await settle();
    expect(fence.calls).toHaveLength(0);
    requestPersistence(worker, 's8');
    await settle();
    expect(fence.calls).toHaveLength(9);
  });

  it('changes options while it runs, says where each came from, and refuses bad ones', async () => {
    const { worker } = await startWorker({ maxBatchSize: 7 });
    const { values, sources } = await configure(worker, { storeTimeout: '2s' });
    expect([values.storeTimeout, values.maxBatchSize]).toEqual([2_000, 7]);
    expect([sources.storeTimeout, sources.maxBatchSize]).toEqual(['runtime', 'worker']);
    await expect(configure(worker, { maxBatchSize: 0 })).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'maxBatchSize',
    });
  });
});
