/** Draining a worker that still serves, so that ending it takes no time. */
import { exit, PersistenceWorker } from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { parentOf } from '../support/parents.ts';
import { startWorker, workerSpec } from '../support/worker-bench.ts';

const { requestPersistence, drain, finishWithin, getStats, unfenced } = PersistenceWorker;
const failed = { fail: new Error('EIO') };

describe('draining a worker', () => {
  it('fences at once what is pending, batch by batch, and then resolves', async () => {
    const { worker, fence } = await startWorker({ maxBatchSize: 2 });
    for (const id of ['a', 'b', 'c']) requestPersistence(worker, id);
    await drain(worker);
    expect(fence.stores).toEqual(['a', 'b', 'c']);
    expect(unfenced(worker)).toEqual([]);
  });

  it('resolves at once when nothing is pending', async () => {
    const { worker, clock } = await startWorker();
    await drain(worker);
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  it('accepts nothing more, and answers all questions meanwhile', async () => {
    const { worker, fence } = await startWorker();
    fence.next('hang');
    requestPersistence(worker);
    const drained = drain(worker);
    expect(requestPersistence(worker)).toMatchObject({ error: { code: 'ERR_WORKER_STOPPED' } });
    expect(await getStats(worker)).toMatchObject({ inFlightFences: 1 });
    fence.calls[0]?.resolve();
    await drained;
  });

  it('retries soon, probes an open breaker once, and resolves when that is in vain', async () => {
    const { worker, fence, clock } = await startWorker({ circuitBreakerFailureThreshold: 2 });
    fence.always(failed);
    requestPersistence(worker);
    const first = drain(worker);
    await clock.advance(100);
    await first;
    expect(fence.calls).toHaveLength(2);
    await drain(worker);
    expect(fence.calls).toHaveLength(3);
    expect(unfenced(worker)).toEqual(['orders']);
  });

  it('is gone on with by a successor, which accepts nothing either', async () => {
    const clock = new ManualClock();
    const fence = new ScriptedFence().next('hang', failed);
    const { start, worker } = workerSpec(fence);
    const parent = await parentOf(clock);
    const pid = await start(parent);
    requestPersistence(worker);
    const drained = drain(worker);
    await settle();
    exit(pid, 'kill');
    await start(parent);
    await settle();
    expect(requestPersistence(worker)).toMatchObject({ error: { code: 'ERR_WORKER_STOPPED' } });
    await clock.advance(100);
    await drained;
    expect(fence.calls).toHaveLength(3);
    expect(unfenced(worker)).toEqual([]);
  });

  it('rejects at its timeout; ending the worker then takes no more time', async () => {
    const { worker, fence, clock, system, eventsOf } = await startWorker();
    fence.always('hang');
    requestPersistence(worker);
    const drained = expect(drain(worker, { timeout: 500 })).rejects.toMatchObject({
      code: 'ERR_CALL_TIMEOUT',
    });
    await clock.advance(500);
    await drained;
    finishWithin(worker, 0);
    await system.close();
    expect(fence.calls).toHaveLength(1);
    expect(eventsOf('worker_stopped')).toMatchObject([{ left: ['orders'] }]);
    expect(clock.pendingTimers).toBe(0);
  });
});
