import {
  ActorSystem,
  PersistenceWorker,
  type PersistenceWorkerRef,
  silentLogger,
  type WorkerOptionsInput,
  type WorkerSnapshot,
} from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../support/worker-bench.ts';

const { getStats, requestPersistence, snapshot } = PersistenceWorker;

interface NextProcess {
  readonly clock: ManualClock;
  readonly fence: ScriptedFence;
  readonly worker: PersistenceWorkerRef;
}

/** Another process: a clock of its own, which stands elsewhere. */
async function goOn(from: WorkerSnapshot, options: WorkerOptionsInput = {}): Promise<NextProcess> {
  const clock = new ManualClock(987_654);
  const fence = new ScriptedFence();
  const system = new ActorSystem({ clock, random: () => 0, logger: silentLogger });
  const worker = await PersistenceWorker.start({
    system,
    storeId: 'orders',
    store: fence,
    environment: {},
    snapshot: JSON.parse(JSON.stringify(from)) as WorkerSnapshot,
    ...options,
  });
  await settle();
  return { clock, fence, worker };
}

describe('a snapshot', () => {
  it('keeps the remaining open time, to the millisecond', async () => {
    const options = { circuitBreakerFailureThreshold: 1, circuitBreakerTimeout: 10_000 };
    const fence = new ScriptedFence().always({ fail: new Error('EIO') });
    const { clock, worker } = await startWorker(options, fence);
    requestPersistence(worker);
    await clock.advance(5_000 + 4_000);
    const taken = snapshot(worker);
    expect(taken.breaker).toMatchObject({ state: 'open', trips: 1, remainingMs: 6_000 });
    const next = await goOn(taken, options);
    await next.clock.advance(5_999);
    expect(next.fence.calls).toHaveLength(0);
    await next.clock.advance(1);
    expect(next.fence.calls).toHaveLength(1);
    expect(await getStats(next.worker)).toMatchObject({
      circuitBreakerState: 'closed',
      circuitBreakerTrips: 1,
      totalRequests: 2,
      failedRequests: 1,
      pendingStoresCount: 0,
    });
  });

  it('keeps what is pending, with its age and its class, and fences it at once', async () => {
    const { clock, worker } = await startWorker();
    requestPersistence(worker, 'a', { priority: 'low' });
    await clock.advance(3_000);
    requestPersistence(worker, 'b');
    const taken = snapshot(worker);
    expect(taken.pending).toMatchObject([
      { storeId: 'a', ageMs: 3_000, priority: 'low' },
      { storeId: 'b', ageMs: 0, priority: 'normal' },
    ]);
    const { fence, worker: next } = await goOn(taken);
    expect(fence.stores).toEqual(['b', 'a']);
    expect(PersistenceWorker.unfenced(next)).toEqual([]);
  });

  it('leaves a store in peace that was left in peace', async () => {
    const fence = new ScriptedFence().next({ fail: new Error('EIO') });
    const { clock, worker } = await startWorker({}, fence);
    requestPersistence(worker);
    await clock.advance(5_100);
    const next = await goOn(snapshot(worker));
    await next.clock.advance(149);
    expect(next.fence.calls).toHaveLength(0);
    await next.clock.advance(1);
    expect(next.fence.calls).toHaveLength(1);
  });

  it('of a worker in the middle of a fence counts that as cancelled', async () => {
    const fence = new ScriptedFence().always('hang');
    const { clock, worker } = await startWorker({}, fence);
    requestPersistence(worker);
    await clock.advance(5_000);
    const next = await goOn(snapshot(worker));
    const stats = await getStats(next.worker);
    expect(stats).toMatchObject({ totalRequests: 2, cancelledRequests: 1, successfulRequests: 1 });
  });

  it.each([
    ['version', { version: 2 }],
    ['storeId', { storeId: 'other' }],
    ['breaker.state', { breaker: { state: 'ajar' } }],
    ['breaker.remainingMs', { breaker: { ...anyBreaker(), remainingMs: -1 } }],
    ['counters.started', { counters: {} }],
    ['pending', { pending: 'none' }],
    ['pending[0].storeId', { pending: [{ storeId: '' }] }],
    ['pending[0].priority', { pending: [{ storeId: 'a', priority: 'soon' }] }],
    ['pending[0].ageMs', { pending: [{ storeId: 'a', priority: 'low', ageMs: Number.NaN }] }],
  ])('that is none is refused by the name of what is wrong: %s', async (path, wrong) => {
    const { worker } = await startWorker();
    const given = { ...snapshot(worker), ...wrong } as unknown as WorkerSnapshot;
    await expect(
      PersistenceWorker.start({
        system: new ActorSystem({ logger: silentLogger }),
        storeId: 'orders',
        store: new ScriptedFence(),
        snapshot: given,
      }),
    ).rejects.toMatchObject({ code: 'ERR_INVALID_SNAPSHOT', path });
  });
});

function anyBreaker(): WorkerSnapshot['breaker'] {
  return { state: 'closed', failures: 0, trips: 0, opens: 0, remainingMs: 0 };
}
