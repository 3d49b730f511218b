import { PersistenceWorker } from '@holdfast/actors';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../support/worker-bench.ts';

const { forcePersistence, getStats, requestPersistence, storeReopened } = PersistenceWorker;

describe('a worker whose store is poisoned', () => {
  const poison = { fail: Object.assign(new Error('EIO'), { code: 'ERR_STORE_POISONED' }) };

  it('asks it no more and believes nothing of it, until it is told that it was reopened', async () => {
    const fence = new ScriptedFence().next('hang', poison);
    const { clock, worker, eventsOf } = await startWorker({ storeTimeout: 1_000 }, fence);
    const request = requestPersistence(worker);
    if (!request.accepted) throw request.error;
    const refused = expect(request.durable).rejects.toMatchObject({ code: 'ERR_STORE_POISONED' });
    // The first fence times out and hangs on; the second one says that a sync failed.
    await clock.advance(5_000 + 1_000 + 250);
    await refused;
    expect(eventsOf('store_poisoned')).toMatchObject([{ store: 'orders' }]);
    expect(requestPersistence(worker)).toMatchObject({ error: { code: 'ERR_STORE_POISONED' } });
    expect(await forcePersistence(worker)).toMatchObject({ outcomes: { orders: 'poisoned' } });
    await clock.advance(600_000);
    expect(fence.calls).toHaveLength(2);

    fence.always('hang');
    storeReopened(worker);
    await settle();
    expect(fence.calls).toHaveLength(3);
    // Of before the reopening: what it synced may be what the engine has dropped.
    fence.calls[0]?.resolve();
    await settle();
    expect(await getStats(worker)).toMatchObject({ pendingStoresCount: 1, poisonedStores: 0 });
    fence.calls[2]?.resolve();
    await settle();
    expect(await getStats(worker)).toMatchObject({ pendingStoresCount: 0 });
    expect(requestPersistence(worker)).toMatchObject({ accepted: true });
  });
});
