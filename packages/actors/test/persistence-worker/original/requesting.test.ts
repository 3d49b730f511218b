/** ExESDB's persistence worker, rows PW, PC and PD of the conformance page: requests and ticks. */
import { GenServer, PersistenceWorker } from '@holdfast/actors';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../../support/worker-bench.ts';

const { forcePersistence, getStats, requestPersistence } = PersistenceWorker;

describe('a request', () => {
  it('is answered without waiting for any work (PW-05)', async () => {
    const { worker, fence } = await startWorker({}, new ScriptedFence().always('hang'));
    // Not awaited: it is a value, and nothing has been fenced yet.
    expect(requestPersistence(worker)).toMatchObject({ accepted: true, pressure: 0.001 });
    expect(fence.calls).toHaveLength(0);
  });

  it('makes its store pending (PW-06)', async () => {
    const { worker } = await startWorker();
    requestPersistence(worker);
    expect(await getStats(worker)).toMatchObject({ pendingStoresCount: 1, oldestPendingAge: 0 });
    expect(PersistenceWorker.unfenced(worker)).toEqual(['orders']);
  });

  it('to a worker that has ended is refused by value, and starts nothing (PW-07)', async () => {
    const { worker, system } = await startWorker();
    if (worker.pid === undefined) throw new Error('not running');
    await GenServer.stop(worker.pid);
    expect(requestPersistence(worker)).toMatchObject({
      accepted: false,
      error: { code: 'ERR_WORKER_STOPPED', storeId: 'orders' },
    });
    expect(system.whereis(PersistenceWorker.workerName('orders'))).toBeUndefined();
  });

  it('is fenced by the port that the worker was given, and counts only what that said (PD-02)', async () => {
    const { worker, clock, fence } = await startWorker({}, new ScriptedFence().always('hang'));
    requestPersistence(worker);
    await clock.advance(5_000);
    expect(await getStats(worker)).toMatchObject({ totalRequests: 1, successfulRequests: 0 });
    fence.calls[0]?.resolve();
    await settle();
    expect(fence.stores).toEqual(['orders']);
    expect(await getStats(worker)).toMatchObject({ totalRequests: 1, successfulRequests: 1 });
  });
});

describe('the period of a worker', () => {
  it('counts from the request, and never has two runs at the same time (PD-10)', async () => {
    const { worker, clock, fence } = await startWorker({}, new ScriptedFence().always('hang'));
    requestPersistence(worker, 'a');
    await clock.advance(5_000);
    expect(fence.stores).toEqual(['a']);
    requestPersistence(worker, 'b');
    // Longer than an interval: the run is still out, so no other begins.
    await clock.advance(7_000);
    expect(fence.stores).toEqual(['a']);
    fence.calls[0]?.resolve();
    await clock.advance(0);
    // It has been pending for more than an interval, so it waits for no other one.
    expect(fence.stores).toEqual(['a', 'b']);
  });

  it('begins anew after a forced run: there is nothing to wait for (PD-10)', async () => {
    const { worker, clock, fence } = await startWorker();
    requestPersistence(worker);
    await clock.advance(4_000);
    await forcePersistence(worker);
    expect(clock.untilNextTimer === undefined || clock.untilNextTimer > 1_000).toBe(true);
    requestPersistence(worker);
    await clock.advance(4_999);
    expect(fence.calls).toHaveLength(1);
    await clock.advance(1);
    expect(fence.calls).toHaveLength(2);
  });
});
