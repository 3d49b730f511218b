import { silentLogger } from '@holdfast/actors';
import { ManualClock, settle } from '@holdfast/actors/testing';
import { openMemoryStore } from '@holdfast/store-adapters/memory';
import { PersistenceSystem } from '@holdfast/supervision';
import { describe, expect, it } from 'vitest';

const common = { environment: {}, logger: silentLogger };

describe('a system that goes on where another has ended', () => {
  it('takes over what was pending and what was counted', async () => {
    const clock = new ManualClock();
    const stores = { orders: await openMemoryStore() };
    const first = await PersistenceSystem.start({ stores, clock, ...common });
    const held = first.isolate('orders');
    await first.store('orders').append('a', [{ type: 'Placed', data: {} }]);
    await clock.advance(60_000);
    const snapshot = first.snapshot('orders');
    expect(snapshot.pending).toMatchObject([{ storeId: 'orders', ageMs: 60_000 }]);
    held.release();

    const next = { stores: { orders: await openMemoryStore() }, clock: new ManualClock(5) };
    const second = await PersistenceSystem.start({
      ...next,
      ...common,
      snapshots: { orders: snapshot },
    });
    await settle();
    expect(await second.getStats('orders')).toMatchObject({
      pendingStoresCount: 0,
      successfulRequests: 1,
    });
    await Promise.all([first.close(), second.close()]);
  });

  it('refuses a snapshot of a store that it does not have', async () => {
    const options = { stores: { orders: await openMemoryStore() }, ...common };
    const snapshots = { invoices: {} } as never;
    await expect(PersistenceSystem.start({ ...options, snapshots })).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'snapshots.invoices',
    });
  });
});
