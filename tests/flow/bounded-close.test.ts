/** Closing in bounded time, whatever hangs, and saying what was left. */
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { kill, placed, scriptedStore, startSystem } from './support/scripted-system.ts';

const SHUTDOWN_MS = 4_000;

describe('close', () => {
  it('takes no longer than shutdownTimeout when everything hangs that can', async () => {
    const store = await scriptedStore(new ScriptedFence().always('hang'));
    const append = store.append.bind(store);
    let accepted = 0;
    store.append = async (...parts) => {
      accepted += 1;
      return accepted > 1 ? new Promise(() => undefined) : append(...parts);
    };
    store.close = () => new Promise(() => undefined);
    const { clock, system } = await startSystem({
      stores: { a: store },
      shutdownTimeout: SHUTDOWN_MS,
    });
    await system.store('a').append('s', [placed]);
    void system.store('a').append('s', [placed]);
    const closing = system.close();
    await clock.advance(SHUTDOWN_MS);
    expect(await closing).toEqual({
      ok: false,
      stores: [{ storeId: 'a', appending: 1, unfenced: ['a'], closed: false }],
    });
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  it('under load fences what can be fenced, and tells everybody of the rest', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `store-${index}`);
    const hangs = (id: string): boolean => Number(id.split('-')[1]) % 4 === 0;
    const stores = await Promise.all(
      ids.map(async (id) => {
        const fence = new ScriptedFence().always(hangs(id) ? 'hang' : 'ok');
        return [id, await scriptedStore(fence)] as const;
      }),
    );
    const { clock, system } = await startSystem({
      stores: Object.fromEntries(stores),
      shutdownTimeout: SHUTDOWN_MS,
    });
    const outcomes = new Map(ids.map((id) => [id, [] as string[]]));
    for (const id of ids) {
      for (let number = 0; number < 50; number += 1) {
        const durable = system
          .store(id)
          .append(`s-${number}`, [placed])
          .then((receipt) => receipt.durable);
        durable.then(
          () => outcomes.get(id)?.push('durable'),
          (error: unknown) => outcomes.get(id)?.push((error as { code: string }).code),
        );
      }
    }
    const forced = ids.map((id) => system.forcePersistence(id).then(String, (e: unknown) => e));
    const closing = system.close();
    await clock.advance(SHUTDOWN_MS);
    const { ok, stores: reports } = await closing;
    await Promise.all(forced);
    await settle();
    expect(ok).toBe(false);
    expect(reports.filter(({ unfenced }) => unfenced.length > 0).map((r) => r.storeId)).toEqual(
      ids.filter(hangs),
    );
    for (const id of ids) {
      const expected = hangs(id) ? 'ERR_NOT_DURABLE' : 'durable';
      expect(outcomes.get(id)).toEqual(Array.from({ length: 50 }, () => expected));
    }
    expect(clock.pendingTimers).toBe(0);
  });

  it('has the last fences made by successors when workers crash meanwhile', async () => {
    const fence = new ScriptedFence().next('hang');
    const { system } = await startSystem({ stores: { a: await scriptedStore(fence) } });
    const receipt = await system.store('a').append('s', [placed]);
    const closing = system.close();
    await settle();
    await kill(system.pid('a'));
    await receipt.durable;
    expect((await closing).ok).toBe(true);
    expect(fence.calls).toHaveLength(2);
  });

  it('takes no longer when the system ends by itself meanwhile', async () => {
    const hanging = async () => scriptedStore(new ScriptedFence().always('hang'));
    const { clock, system } = await startSystem({
      stores: { a: await hanging(), b: await hanging() },
      shutdownTimeout: SHUTDOWN_MS,
    });
    for (const id of ['a', 'b'] as const) await system.store(id).append('s', [placed]);
    const closing = system.close();
    await clock.advance(2_000);
    for (let crash = 0; crash < 11; crash += 1) await kill(system.pid('a'));
    await clock.advance(SHUTDOWN_MS - 2_000);
    expect((await closing).stores.map(({ unfenced }) => unfenced)).toEqual([['a'], ['b']]);
  });

  it('reports and does not reject when workers crash too often meanwhile', async () => {
    const fence = new ScriptedFence().always('hang');
    const { system } = await startSystem({ stores: { a: await scriptedStore(fence) } });
    await system.store('a').append('s', [placed]);
    const closing = system.close();
    for (let crash = 0; crash < 11; crash += 1) await kill(system.pid('a'));
    expect(await closing).toEqual({
      ok: false,
      stores: [{ storeId: 'a', appending: 0, unfenced: ['a'], closed: true }],
    });
  });
});
