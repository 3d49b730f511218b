import { exit, PersistenceWorker } from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { parentOf } from '../support/parents.ts';
import { workerSpec } from '../support/worker-bench.ts';

const { requestPersistence, getStats } = PersistenceWorker;

describe('a worker that crashes', () => {
  it('leaves everything that was accepted to its successor, handled or not (PD-09)', async () => {
    const clock = new ManualClock();
    const parent = await parentOf(clock);
    const fence = new ScriptedFence().next('hang');
    const { start, worker } = workerSpec(fence);
    const first = await start(parent);
    const inFlight = requestPersistence(worker, 'in-flight');
    await clock.advance(5_000);
    requestPersistence(worker, 'handled');
    await settle();
    const unhandled = requestPersistence(worker, 'unhandled');
    exit(first, 'kill');
    const whileDead = requestPersistence(worker, 'while-dead');
    const second = await start(parent);
    expect(second).not.toBe(first);
    await settle();
    expect(fence.stores.slice(1).toSorted()).toEqual([
      'handled',
      'in-flight',
      'unhandled',
      'while-dead',
    ]);
    for (const request of [inFlight, unhandled, whileDead]) {
      if (request.accepted) await request.durable;
    }
    expect(await getStats(worker)).toMatchObject({ restarts: 1, pendingStoresCount: 0 });
  });

  it('keeps counters, and the open breaker for what is left of its time', async () => {
    const clock = new ManualClock();
    const parent = await parentOf(clock);
    const fence = new ScriptedFence().next({ fail: new Error('EIO') });
    const options = { circuitBreakerFailureThreshold: 1, circuitBreakerTimeout: 10_000 };
    const { start, worker } = workerSpec(fence, options);
    const first = await start(parent);
    requestPersistence(worker);
    await clock.advance(5_000);
    await clock.advance(6_000);
    exit(first, 'kill');
    await start(parent);
    expect(await getStats(worker)).toMatchObject({
      circuitBreakerState: 'open',
      failedRequests: 1,
      uptime: 0,
    });
    await clock.advance(3_999);
    expect(fence.calls).toHaveLength(1);
    await clock.advance(1);
    expect(fence.calls).toHaveLength(2);
    expect(await getStats(worker)).toMatchObject({ circuitBreakerState: 'closed' });
  });

  it('keeps what was configured while it ran', async () => {
    const clock = new ManualClock();
    const parent = await parentOf(clock);
    const { start, worker } = workerSpec(new ScriptedFence());
    const first = await start(parent);
    await PersistenceWorker.configure(worker, { persistenceInterval: 100 });
    exit(first, 'kill');
    await start(parent);
    await settle();
    requestPersistence(worker);
    await clock.advance(100);
    expect((await getStats(worker)).successfulRequests).toBe(1);
  });

  it('is not steered by a fence of its predecessor', async () => {
    const clock = new ManualClock();
    const parent = await parentOf(clock);
    const fence = new ScriptedFence().next('hang', 'hang');
    const { start, worker } = workerSpec(fence);
    const first = await start(parent);
    requestPersistence(worker);
    await clock.advance(5_000);
    exit(first, 'kill');
    await start(parent);
    await settle();
    fence.calls[0]?.reject(new Error('of the predecessor'));
    await settle();
    expect(await getStats(worker)).toMatchObject({ failedRequests: 0, inFlightFences: 1 });
  });

  it('leaves no timer behind, and tells its fences that nobody waits', async () => {
    const clock = new ManualClock();
    const parent = await parentOf(clock);
    const fence = new ScriptedFence().always('hang');
    const { start, worker } = workerSpec(fence);
    const first = await start(parent);
    requestPersistence(worker);
    await clock.advance(5_000);
    const aborted = fence.calls[0]?.signal;
    exit(first, 'kill');
    await settle();
    expect(aborted?.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves the age of what is pending', async () => {
    const clock = new ManualClock();
    const parent = await parentOf(clock);
    const { start, worker } = workerSpec(new ScriptedFence().always('hang'));
    const first = await start(parent);
    requestPersistence(worker);
    await clock.advance(3_000);
    exit(first, 'kill');
    await start(parent);
    await clock.advance(1_000);
    expect((await getStats(worker)).oldestPendingAge).toBe(4_000);
  });
});
