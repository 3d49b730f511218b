/** Stores that fail while others do not, and fences that never come back. */
import { PersistenceWorker } from '@holdfast/actors';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../support/worker-bench.ts';

const { forcePersistence, getStats, requestPersistence } = PersistenceWorker;
const EIO = { fail: new Error('EIO') };

/** A port on which one store always fails. */
class OneBadStore extends ScriptedFence {
  bad: unknown = new Error('EIO');

  override fence(...[storeId, options]: Parameters<ScriptedFence['fence']>): Promise<void> {
    if (storeId === 'bad' && this.bad !== undefined) this.next({ fail: this.bad });
    return super.fence(storeId, options);
  }
}

describe('a store that fails while others do not', () => {
  it('is left in peace for longer and longer, and then kept apart', async () => {
    const fence = new OneBadStore();
    const { clock, worker, eventsOf } = await startWorker({ mode: 'eager' }, fence);
    requestPersistence(worker, 'bad');
    const tries = (): number => fence.stores.filter((store) => store === 'bad').length;
    const seen: number[] = [];
    for (const ms of [0, 249, 1, 499, 1, 999, 1, 1_999, 1]) {
      requestPersistence(worker, 'good');
      await clock.advance(ms);
      seen.push(tries());
    }
    expect(seen).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5]);
    expect(eventsOf('store_quarantined')).toMatchObject([{ store: 'bad', attempts: 5 }]);
    expect(await getStats(worker)).toMatchObject({ quarantinedStores: 1, pendingStoresCount: 1 });
  });

  it('is fenced alone and does not trip the breaker, however often it fails', async () => {
    const fence = new OneBadStore();
    const { clock, worker, eventsOf } = await startWorker({ mode: 'eager' }, fence);
    requestPersistence(worker, 'bad');
    for (let round = 0; round < 60; round += 1) {
      requestPersistence(worker, 'good');
      await clock.advance(5_000);
    }
    expect((await getStats(worker)).circuitBreakerTrips).toBe(0);
    fence.bad = undefined;
    await clock.advance(60_000);
    expect(eventsOf('store_recovered')).toMatchObject([{ store: 'bad' }]);
    expect(await getStats(worker)).toMatchObject({ quarantinedStores: 0, pendingStoresCount: 0 });
  });

  it('is kept apart at once when the port refuses it, and says nothing of the others (PD-08)', async () => {
    const fence = new OneBadStore();
    fence.bad = Object.assign(new Error('no such tenant'), { failureClass: 'rejected' });
    const { clock, worker, eventsOf } = await startWorker({}, fence);
    requestPersistence(worker, 'bad');
    await clock.advance(5_000);
    expect(eventsOf('store_quarantined')).toMatchObject([{ store: 'bad', attempts: 1 }]);
    expect((await getStats(worker)).circuitBreakerFailureCount).toBe(0);
  });

  it('is not asked before the time that an overloaded port names', async () => {
    const busy = Object.assign(new Error('busy'), { retryAfterMs: 7_000 });
    const fence = new ScriptedFence().next({ fail: busy });
    const { clock, worker } = await startWorker({}, fence);
    requestPersistence(worker);
    await clock.advance(5_000 + 6_999);
    expect(fence.calls).toHaveLength(1);
    await clock.advance(1);
    expect(fence.calls).toHaveLength(2);
  });

  it('is asked again after a day, even if its port names the end of time', async () => {
    const busy = Object.assign(new Error('busy'), { retryAfterMs: Number.MAX_VALUE });
    const fence = new ScriptedFence().next({ fail: busy });
    const { clock, worker } = await startWorker({}, fence);
    requestPersistence(worker);
    await clock.advance(5_000 + 86_400_000);
    expect(fence.calls).toHaveLength(2);
  });

  it('is not probed again at once when its probe says nothing', async () => {
    const withdrawn = { fail: new DOMException('not now', 'AbortError') };
    const fence = new ScriptedFence().next(EIO).always(withdrawn);
    const options = { circuitBreakerFailureThreshold: 1, circuitBreakerTimeout: 1_000 };
    const { clock, worker } = await startWorker(options, fence);
    requestPersistence(worker, 'a');
    await clock.advance(5_000 + 1_000);
    // The pending one, and the worker's own; then nothing for a quarter of a second.
    expect(fence.stores).toEqual(['a', 'a', 'orders']);
    await clock.advance(249);
    expect(fence.calls).toHaveLength(3);
    fence.always('ok');
    await clock.advance(1);
    expect(await getStats(worker)).toMatchObject({
      circuitBreakerState: 'closed',
      pendingStoresCount: 0,
    });
  });

  it('takes no other along: those that failed together are tried again together', async () => {
    const fence = new ScriptedFence().next(EIO, EIO, EIO);
    const { clock, worker, eventsOf } = await startWorker({}, fence);
    for (const store of ['a', 'b', 'c']) requestPersistence(worker, store);
    await clock.advance(5_250);
    expect(fence.stores).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    expect(eventsOf('batch_settled')).toHaveLength(2);
  });
});

describe('fences that never come back', () => {
  it('let no more than three batches hang, and are written off in the end', async () => {
    const fence = new ScriptedFence().always('hang');
    const options = { storeTimeout: 1_000, circuitBreakerEnabled: false };
    const { clock, worker, eventsOf } = await startWorker(options, fence);
    requestPersistence(worker, 'a');
    requestPersistence(worker, 'b');
    await clock.advance(5_000 + 3_999);
    // Two, then one after the batch that timed out, then one more.
    expect((await getStats(worker)).unsettledFences).toBe(fence.calls.length);
    const hanging = fence.calls.length;
    expect(eventsOf('fence_written_off')).toEqual([]);
    await clock.advance(1);
    expect(eventsOf('fence_written_off')).toMatchObject([
      { store: 'a', ageMs: 4_000 },
      { store: 'b', ageMs: 4_000 },
    ]);
    await clock.advance(60_000);
    const stats = await getStats(worker);
    expect(stats.unsettledFences + stats.inFlightFences).toBeLessThanOrEqual(3);
    expect(stats.writtenOffFences + stats.unsettledFences + stats.inFlightFences).toBe(
      fence.calls.length,
    );
    expect(fence.calls.length).toBeGreaterThan(hanging);
  });

  it('are believed when they come back late, also after they were written off', async () => {
    const fence = new ScriptedFence().next('hang').always(EIO);
    const options = { storeTimeout: 1_000, circuitBreakerTimeout: 600_000 };
    const { clock, worker } = await startWorker(options, fence);
    const request = requestPersistence(worker);
    await clock.advance(60_000);
    expect(await getStats(worker)).toMatchObject({ writtenOffFences: 1, pendingStoresCount: 1 });
    fence.calls[0]?.resolve();
    await settle();
    expect(await getStats(worker)).toMatchObject({ pendingStoresCount: 0 });
    if (request.accepted) await request.durable;
  });

  it('make the next batches smaller, until one comes back', async () => {
    const fence = new ScriptedFence().always('hang');
    const options = { storeTimeout: 1_000, circuitBreakerEnabled: false };
    const { clock, worker } = await startWorker(options, fence);
    for (let n = 0; n < 16; n += 1) requestPersistence(worker, `s${n}`);
    await clock.advance(6_000);
    expect(fence.calls).toHaveLength(16);
    void forcePersistence(worker, { timeout: 'infinity' });
    await settle();
    expect(fence.calls).toHaveLength(16 + 8);
    for (const { resolve } of fence.calls) resolve();
    await settle();
    // Eight came back in time: from here on all at once again.
    expect(await getStats(worker)).toMatchObject({ pendingStoresCount: 0 });
  });
});
