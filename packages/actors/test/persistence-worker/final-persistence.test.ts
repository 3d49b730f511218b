import { exit, GenServer, PersistenceWorker } from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { parentOf } from '../support/parents.ts';
import { startWorker, workerSpec } from '../support/worker-bench.ts';

const { requestPersistence, forcePersistence, getStats, unfenced } = PersistenceWorker;

describe('the final persistence', () => {
  it('fences everything that is pending, in as many batches as it takes (PW-34, PW-35)', async () => {
    const { system, fence, worker } = await startWorker({ maxBatchSize: 2 });
    for (const id of ['a', 'b', 'c']) requestPersistence(worker, id);
    await system.close();
    expect(fence.stores).toEqual(['a', 'b', 'c']);
    expect(unfenced(worker)).toEqual([]);
  });

  it('takes a fence that is out into account, and one whose message is still unread', async () => {
    const { clock, system, fence, worker } = await startWorker();
    fence.next('hang');
    const request = requestPersistence(worker);
    await clock.advance(5_000);
    const closing = system.close();
    fence.calls[0]?.resolve();
    await closing;
    if (request.accepted) await request.durable;
    expect(fence.calls).toHaveLength(1);
  });

  it('retries a failing store, until the breaker says that it is no use', async () => {
    const { clock, system, fence, worker, eventsOf } = await startWorker();
    fence.always({ fail: new Error('EIO') });
    const request = requestPersistence(worker);
    const lost =
      request.accepted &&
      expect(request.durable).rejects.toMatchObject({ code: 'ERR_NOT_DURABLE' });
    const closing = system.close(60_000);
    await clock.advance(1_000);
    await closing;
    expect(fence.calls).toHaveLength(5);
    expect(eventsOf('worker_stopped')).toMatchObject([{ left: ['orders'] }]);
    expect(unfenced(worker)).toEqual(['orders']);
    await lost;
  });

  it('succeeds after a passing failure', async () => {
    const { clock, system, fence, worker } = await startWorker();
    fence.next({ fail: new Error('EIO') });
    requestPersistence(worker);
    const closing = system.close(60_000);
    await clock.advance(1_000);
    await closing;
    expect(unfenced(worker)).toEqual([]);
  });

  it('gives an open breaker one probe, and goes on if it is good', async () => {
    const options = { circuitBreakerFailureThreshold: 1 };
    const { clock, system, fence, worker } = await startWorker(options);
    fence.next({ fail: new Error('EIO') }, { fail: new Error('EIO') });
    requestPersistence(worker, 'a');
    requestPersistence(worker, 'b');
    await clock.advance(5_000);
    expect((await getStats(worker)).circuitBreakerState).toBe('open');
    await system.close();
    expect(unfenced(worker)).toEqual([]);
    expect(fence.stores).toEqual(['a', 'b', 'a', 'b']);
  });

  it('ends within shutdownTimeout while a fence hangs, and says what was left (PC-03, PD-20)', async () => {
    const { clock, system, fence, worker, eventsOf } = await startWorker({
      shutdownTimeout: 2_000,
    });
    fence.always('hang');
    requestPersistence(worker);
    const closing = system.close(60_000);
    await clock.advance(2_000);
    await closing;
    expect(eventsOf('worker_stopped')).toMatchObject([{ left: ['orders'] }]);
  });

  it('accepts nothing more', async () => {
    const { system, worker } = await startWorker();
    await system.close();
    expect(requestPersistence(worker)).toMatchObject({
      accepted: false,
      error: { code: 'ERR_WORKER_STOPPED' },
    });
  });

  it('leaves no timer behind, and aborts a fence that still hangs', async () => {
    const options = { shutdownTimeout: 1_000, circuitBreakerFailureThreshold: 1 };
    const { clock, system, fence, worker } = await startWorker(options);
    fence.next({ fail: new Error('EIO') }, 'hang');
    requestPersistence(worker);
    await clock.advance(5_000);
    const closing = system.close();
    await clock.advance(1_000);
    await closing;
    expect(fence.calls.map(({ signal }) => signal.aborted)).toEqual([false, true]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves no timer behind when the breaker opens on its way', async () => {
    const { clock, system, fence, worker } = await startWorker();
    fence.always({ fail: new Error('EIO') });
    requestPersistence(worker);
    const closing = system.close(60_000);
    await clock.advance(1_000);
    await closing;
    expect(clock.pendingTimers).toBe(0);
  });

  it('is skipped when persistence is disabled, and what is left is said', async () => {
    const { system, fence, worker } = await startWorker({ persistenceEnabled: false });
    requestPersistence(worker);
    await system.close();
    expect(fence.calls).toHaveLength(0);
    expect(unfenced(worker)).toEqual(['orders']);
  });

  it('answers what was asked before it began, and refuses what is asked while it lasts', async () => {
    const { system, fence, worker } = await startWorker();
    requestPersistence(worker);
    const pid = worker.pid;
    if (pid === undefined) throw new Error('not running');
    fence.always('hang');
    // Both stand in the mailbox behind the stop.
    const stopped = GenServer.stop(pid, 'shutdown');
    const forced = forcePersistence(worker);
    const stats = getStats(worker);
    expect(await stats).toMatchObject({ storeId: 'orders' });
    await expect(getStats(worker)).rejects.toMatchObject({ code: 'ERR_WORKER_STOPPED' });
    fence.calls[0]?.resolve();
    expect(await forced).toEqual({ ok: true, persisted: 1 });
    await stopped;
    await system.close();
  });

  it('stops where it is when it is killed, and leaves its successor alone', async () => {
    const clock = new ManualClock();
    const fence = new ScriptedFence().always('hang');
    const spec = workerSpec(fence, { shutdownTimeout: 2_000, storeTimeout: 60_000 });
    const { worker, start } = spec;
    const parent = await parentOf(clock);
    const pid = await start(parent);
    const events: string[] = [];
    PersistenceWorker.subscribe(worker, ({ type }) => events.push(type));
    const request = requestPersistence(worker);
    void GenServer.stop(pid, 'shutdown').catch(() => undefined);
    await settle();
    exit(pid, 'kill');
    await start(parent);
    await settle();
    // The successor's: its fence and its tick.
    expect(clock.pendingTimers).toBe(2);
    await clock.advance(2_000);
    expect(requestPersistence(worker).accepted).toBe(true);
    fence.calls[0]?.reject(new Error('of the dead'));
    await settle();
    expect(await getStats(worker)).toMatchObject({ inFlightFences: 1, failedRequests: 0 });
    fence.calls[1]?.resolve();
    if (request.accepted) await request.durable;
    expect(events).not.toContain('worker_stopped');
  });

  it('is over when its owner says so, though it would have more time', async () => {
    const { clock, system, fence, worker } = await startWorker({ shutdownTimeout: 10_000 });
    fence.always('hang');
    requestPersistence(worker);
    PersistenceWorker.finishWithin(worker, 1_000);
    await clock.advance(400);
    const closing = system.close(60_000);
    await clock.advance(600);
    await closing;
    expect(unfenced(worker)).toEqual(['orders']);
  });

  it('does not wait longer than its child spec said, whatever was configured since (PD-22)', async () => {
    const { clock, system, fence, worker, eventsOf } = await startWorker({
      shutdownTimeout: 1_000,
    });
    await PersistenceWorker.configure(worker, { shutdownTimeout: 60_000 });
    fence.always('hang');
    requestPersistence(worker);
    const closing = system.close(60_000);
    await clock.advance(1_000);
    await closing;
    expect(eventsOf('worker_stopped')).toMatchObject([{ left: ['orders'] }]);
  });
});
