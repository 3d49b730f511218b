import { ScriptedFence } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { placed, scriptedStore, startSystem as start } from './support/scripted-system.ts';

describe('the priority of an append', () => {
  it('goes with its request, as that of a request by hand does', async () => {
    const fence = new ScriptedFence();
    const { clock, system } = await start({ stores: { orders: await scriptedStore(fence) } });
    await system.store('orders').append('s', [placed], { priority: 'high' });
    expect(system.requestPersistence('orders', { priority: 'low' }).accepted).toBe(true);
    await clock.advance(5_000);
    expect(fence.calls).toHaveLength(1);
    await system.close();
  });

  it('is refused by name when it does not exist, and then nothing was written', async () => {
    const { system } = await start({
      stores: { orders: await scriptedStore(new ScriptedFence()) },
    });
    const orders = system.store('orders');
    await expect(
      orders.append('s', [placed], { priority: 'urgent' as never }),
    ).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: 'priority' });
    for await (const event of orders.readAll()) expect(event).toBeUndefined();
    expect((await system.getStats('orders')).pendingStoresCount).toBe(0);
    await system.close();
  });
});

describe('who waits for room in a system', () => {
  it('is let go on by its own store, however crowded the others are', async () => {
    const hanging = await scriptedStore(new ScriptedFence().always('hang'));
    const { clock, system } = await start({
      stores: { orders: hanging, audit: await scriptedStore(new ScriptedFence()) },
      perStore: { orders: { maxPendingStores: 1 } },
    });
    await system.store('orders').append('s', [placed]);
    await system.ready('audit');
    const told = expect(system.ready('orders', { timeout: 100 })).rejects.toMatchObject({
      code: 'ERR_CALL_TIMEOUT',
    });
    await clock.advance(100);
    await told;
    const closing = expect(system.ready('orders', { priority: 'critical' })).rejects.toMatchObject({
      code: 'ERR_WORKER_STOPPED',
    });
    void system.close();
    await closing;
    await clock.advance(30_000);
    await system.closed;
  });
});
