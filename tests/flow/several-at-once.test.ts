/** Adding, removing and closing at the same time. */
import { storeId } from '@holdfast/actors/ports';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { openMemoryStore } from '@holdfast/store-adapters/memory';
import { describe, expect, it } from 'vitest';
import { placed, scriptedStore, startSystem } from './support/scripted-system.ts';

const late = storeId('late');
const start = async (options = {}) => startSystem({ stores: {}, ...options });

describe('at the same time', () => {
  it('two additions of one id: the first has it, the second leaves nothing behind', async () => {
    const { system } = await start();
    const other = await openMemoryStore();
    const first = system.addStore('late', await openMemoryStore());
    const second = system.addStore('late', other);
    await expect(second).rejects.toMatchObject({ code: 'ERR_STORE_EXISTS' });
    const added = await first;
    expect(system.store('late')).toBe(added);
    expect((await (await system.addStore('other', other)).append('s', [placed])).lastPosition).toBe(
      1n,
    );
    await system.close();
  });

  it('two additions of one store: it belongs to the first', async () => {
    const { system } = await start();
    const store = await openMemoryStore();
    const first = system.addStore('a', store);
    await expect(system.addStore('b', store)).rejects.toMatchObject({ option: 'store' });
    await first;
    expect(system.storeIds).toEqual(['a']);
    await system.close();
  });

  it('an addition and a removal: the removal takes out what is being added', async () => {
    const { system } = await start();
    const added = system.addStore('late', await openMemoryStore());
    const removed = system.removeStore('late');
    expect((await added).id).toBe('late');
    expect(await removed).toMatchObject({ ok: true, stores: [{ storeId: 'late' }] });
    expect(system.storeIds).toEqual([]);
    await system.close();
  });

  it('two removals are one, and an addition has to wait for it', async () => {
    const { system } = await start();
    const fence = new ScriptedFence().always('hang');
    await (await system.addStore('late', await scriptedStore(fence))).append('s', [placed]);
    const removals = [system.removeStore('late'), system.removeStore('late')];
    await settle();
    const again = await openMemoryStore();
    await expect(system.addStore('late', again)).rejects.toMatchObject({
      code: 'ERR_STORE_EXISTS',
    });
    fence.calls[0]?.resolve();
    const [one, two] = await Promise.all(removals);
    expect(one).toEqual(two);
    await system.addStore('late', again);
    await system.close();
  });

  it('an addition and a close: what is being added is closed with the others', async () => {
    const { system } = await start();
    const added = system.addStore('late', await openMemoryStore());
    const closing = system.close();
    const other = await openMemoryStore();
    await expect(system.addStore('other', other)).rejects.toMatchObject({
      code: 'ERR_SYSTEM_CLOSED',
    });
    const append = (await added).append('s', [placed]);
    await expect(append).rejects.toMatchObject({ code: 'ERR_WORKER_STOPPED' });
    expect(await closing).toMatchObject({ ok: true, stores: [{ storeId: 'late', closed: true }] });
  });

  it('a removal and a close: an append on its way is still waited for and fenced', async () => {
    const { system } = await start();
    const store = await scriptedStore(new ScriptedFence());
    const append = store.append.bind(store);
    let accept: () => void = () => undefined;
    const told = new Promise<void>((resolve) => {
      accept = resolve;
    });
    store.append = async (...parts) => {
      await told;
      return append(...parts);
    };
    const appending = (await system.addStore('late', store)).append('s', [placed]);
    const removed = system.removeStore('late');
    await settle();
    const closed = system.close();
    await settle();
    accept();
    await (await appending).durable;
    expect((await removed).ok).toBe(true);
    expect(await closed).toEqual({ ok: true, stores: [] });
  });

  it('a removal and a close: each says what was left of its own, in its own time', async () => {
    const { clock, system } = await start({ shutdownTimeout: 10_000 });
    const hanging = new ScriptedFence().always('hang');
    const slow = new ScriptedFence().next('hang');
    const stays = await system.addStore('stays', await scriptedStore(slow));
    const leaves = await system.addStore('late', await scriptedStore(hanging));
    await stays.append('s', [placed]);
    await leaves.append('s', [placed]);
    const removed = system.removeStore(late);
    await clock.advance(1_000);
    const closed = system.close();
    await clock.advance(1_000);
    // The removal takes all of its time, and the others do not wait for it with their fences.
    slow.calls[0]?.resolve();
    await clock.advance(8_000);
    expect(await removed).toMatchObject({ stores: [{ storeId: 'late', unfenced: ['late'] }] });
    expect(await closed).toEqual({
      ok: true,
      stores: [{ storeId: 'stays', appending: 0, unfenced: [], closed: true }],
    });
  });
});
