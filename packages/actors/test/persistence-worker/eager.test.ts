import { PersistenceWorker } from '@holdfast/actors';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../support/worker-bench.ts';

const { configure, getStats, requestPersistence } = PersistenceWorker;

describe('an eager worker', () => {
  it('fences at once when idle; what asks meanwhile is the next batch', async () => {
    const fence = new ScriptedFence().always('hang');
    const { worker, clock, eventsOf } = await startWorker({ mode: 'eager' }, fence);
    requestPersistence(worker, 'a');
    await settle();
    expect(fence.stores).toEqual(['a']);
    for (const store of ['b', 'c', 'a']) requestPersistence(worker, store);
    await settle();
    expect(fence.stores).toEqual(['a']);
    fence.calls[0]?.resolve();
    await settle();
    expect(fence.stores).toEqual(['a', 'a', 'b', 'c']);
    for (const { resolve } of fence.calls) resolve();
    await settle();
    expect(eventsOf('batch_settled').map(({ succeeded }) => succeeded)).toEqual([1, 3]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('becomes eager, and stops being it, while it runs', async () => {
    const { worker, fence, clock } = await startWorker();
    requestPersistence(worker, 'a');
    await settle();
    expect(fence.calls).toHaveLength(0);
    await configure(worker, { mode: 'eager' });
    await settle();
    expect(fence.stores).toEqual(['a']);
    await configure(worker, { mode: 'interval' });
    requestPersistence(worker, 'b');
    await clock.advance(4_999);
    expect(fence.stores).toEqual(['a']);
    await clock.advance(1);
    expect(fence.stores).toEqual(['a', 'b']);
  });

  it('leaves a store in peace that has failed', async () => {
    const fence = new ScriptedFence().next({ fail: new Error('EIO') });
    const { worker, clock } = await startWorker({ mode: 'eager' }, fence);
    requestPersistence(worker);
    await settle();
    requestPersistence(worker);
    await clock.advance(249);
    expect(fence.calls).toHaveLength(1);
    await clock.advance(1);
    expect(fence.calls).toHaveLength(2);
    expect((await getStats(worker)).pendingStoresCount).toBe(0);
  });
});

describe('what a class may wait for', () => {
  it.each([
    ['critical', 0],
    ['high', 1_000],
    ['normal', 5_000],
    ['low', 30_000],
  ] as const)('fences %s after %i ms at most', async (priority, ms) => {
    const { worker, clock, fence } = await startWorker();
    requestPersistence(worker, 'a', { priority });
    await clock.advance(Math.max(0, ms - 1));
    expect(fence.calls).toHaveLength(ms === 0 ? 1 : 0);
    await clock.advance(1);
    expect(fence.calls).toHaveLength(1);
  });

  it('takes along what is pending, and waits for less when it is asked more urgently', async () => {
    const { worker, clock, fence } = await startWorker();
    requestPersistence(worker, 'a', { priority: 'low' });
    requestPersistence(worker, 'b');
    requestPersistence(worker, 'a', { priority: 'high' });
    await clock.advance(1_000);
    expect(fence.stores).toEqual(['a', 'b']);
  });
});

describe('after an outage', () => {
  it('begins with an eighth of a batch and doubles it', async () => {
    const failed = { fail: new Error('EIO') };
    const options = { maxBatchSize: 16, circuitBreakerFailureThreshold: 1 };
    const { worker, clock, fence, eventsOf } = await startWorker(options);
    fence.next(...Array.from({ length: 16 }, () => failed));
    for (let n = 0; n < 40; n += 1) requestPersistence(worker, `s${n}`);
    await clock.advance(5_000 + 60_000);
    const sizes = eventsOf('batch_settled').map(({ succeeded, failed: bad }) => succeeded + bad);
    expect(sizes).toEqual([16, 1, 2, 4, 8, 16, 9]);
  });

  it('probes with the worker’s own store when nothing is pending, and closes by itself', async () => {
    const failed = { fail: new Error('EIO') };
    const fence = new ScriptedFence().next('hang', failed);
    const options = { circuitBreakerFailureThreshold: 1, storeTimeout: 1_000 };
    const { worker, clock } = await startWorker(options, fence);
    requestPersistence(worker, 'a');
    await clock.advance(6_000);
    fence.calls[0]?.resolve();
    await clock.advance(60_000);
    expect(fence.stores).toEqual(['a', 'orders']);
    fence.always('ok');
    await clock.advance(120_000);
    expect(clock.pendingTimers).toBe(0);
    expect(await getStats(worker)).toMatchObject({ circuitBreakerState: 'closed' });
  });
});
