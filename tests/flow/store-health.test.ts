import { InvalidOptionError, type StoreHealth } from '@holdfast/actors/ports';
import { StorePoisonedError } from '@holdfast/store-adapters';
import { openMemoryStore } from '@holdfast/store-adapters/memory';
import { describe, expect, it } from 'vitest';
import { startSystem } from './support/scripted-system.ts';

describe('the health of a supervised store', () => {
  it('is what the store says, and closed with the system', async () => {
    const orders = await openMemoryStore();
    const { system } = await startSystem({ stores: { orders } });
    const store = system.store('orders');
    expect(store.health()).toEqual({ status: 'ready' });
    const error = new StorePoisonedError(new Error('no disk'));
    const healthy = orders.health.bind(orders);
    orders.health = (): StoreHealth => ({ status: 'poisoned', error });
    expect(store.health()).toEqual({ status: 'poisoned', error });
    orders.health = healthy;
    await system.close();
    expect(store.health()).toMatchObject({ status: 'closed' });
  });

  it('is demanded of every store', async () => {
    const orders = Object.assign(await openMemoryStore(), { health: undefined });
    const started = startSystem({ stores: { orders } });
    await expect(started).rejects.toThrow(InvalidOptionError);
    await expect(started).rejects.toThrow('a store with the method health');
  });
});
