/** Workers that crash more often than 10 times in 60 s: who is told, and what is left. */
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { kill, placed, scriptedStore, startSystem } from './support/scripted-system.ts';

/** Two stores, of which `a` is never fenced, and how to crash its worker. */
async function startTwo() {
  const fences = { a: new ScriptedFence().always('hang'), b: new ScriptedFence() };
  const stores = { a: await scriptedStore(fences.a), b: await scriptedStore(fences.b) };
  const { clock, system, events } = await startSystem({ stores });
  const crash = async (times: number): Promise<void> => {
    for (let crash = 0; crash < times; crash += 1) await kill(system.pid('a'));
  };
  return { clock, system, events, stores, fences, crash };
}

describe('a system whose workers crash too often', () => {
  it('goes on after 10 restarts, and after any number of them in a longer time', async () => {
    const { clock, system, crash } = await startTwo();
    const neighbour = system.pid('b');
    await crash(10);
    await clock.advance(60_001);
    await crash(10);
    expect(await system.getStats('a')).toMatchObject({ restarts: 20 });
    expect(system.pid('b')).toBe(neighbour);
    expect(await system.getStats('b')).toMatchObject({ restarts: 0 });
    const closing = system.close();
    await clock.advance(15_000);
    expect((await closing).ok).toBe(true);
  });

  it('tells its host by an event and by `closed`, which both name what is not durable', async () => {
    const { system, events, fences, crash } = await startTwo();
    await system.store('a').append('s', [placed]);
    await system.store('b').append('s', [placed]);
    await crash(11);
    await expect(system.closed).rejects.toMatchObject({
      code: 'ERR_SYSTEM_STOPPED',
      reason: 'shutdown',
      unfenced: ['a'],
      report: {
        ok: false,
        stores: [
          { storeId: 'a', appending: 0, unfenced: ['a'], closed: true },
          { storeId: 'b', appending: 0, unfenced: [], closed: true },
        ],
      },
    });
    expect(fences.b.calls).toHaveLength(1);
    expect(events.slice(-3)).toMatchObject([
      { type: 'worker_stopped', storeId: 'b', left: [] },
      { type: 'worker_abandoned', storeId: 'a', reason: 'killed', left: ['a'] },
      { type: 'system_stopped', reason: 'shutdown', crashed: ['a'], unfenced: ['a'] },
    ]);
  });

  it('tells everybody who waits, and refuses whoever comes later', async () => {
    const { system, crash } = await startTwo();
    const receipt = await system.store('a').append('s', [placed]);
    const lost = expect(receipt.durable).rejects.toMatchObject({ code: 'ERR_NOT_DURABLE' });
    const forced = expect(
      system.forcePersistence('a', { timeout: 'infinity' }),
    ).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason: 'killed' });
    await crash(11);
    await Promise.all([lost, forced]);
    await expect(system.store('a').append('s', [placed])).rejects.toMatchObject({
      code: 'ERR_WORKER_STOPPED',
    });
    await expect(system.getStats('b')).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
    await expect(
      system.addStore('c', await scriptedStore(new ScriptedFence())),
    ).rejects.toMatchObject({ code: 'ERR_SYSTEM_CLOSED' });
    await expect(system.removeStore('b')).rejects.toMatchObject({ code: 'ERR_SYSTEM_CLOSED' });
    await expect(system.close()).rejects.toMatchObject({ code: 'ERR_SYSTEM_STOPPED' });
  });

  it('ends within one shutdownTimeout, however many stores hang', async () => {
    const hanging = async () => scriptedStore(new ScriptedFence().always('hang'));
    const stores = { a: await hanging(), b: await hanging(), c: await hanging() };
    const { clock, system } = await startSystem({ stores, shutdownTimeout: 4_000 });
    for (const id of ['b', 'c'] as const) await system.store(id).append('s', [placed]);
    const closed = expect(system.closed).rejects.toMatchObject({ unfenced: ['b', 'c'] });
    for (let crash = 0; crash < 11; crash += 1) await kill(system.pid('a'));
    await clock.advance(4_000);
    await closed;
  });

  it('is closed only when a removal that was on its way has closed its store', async () => {
    const { system, stores, crash } = await startTwo();
    let release: () => void = () => undefined;
    stores.b.close = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    let closed = false;
    void system.closed.catch(() => {
      closed = true;
    });
    const removed = system.removeStore('b');
    await crash(11);
    expect(closed).toBe(false);
    release();
    expect((await removed).ok).toBe(true);
    await settle();
    expect(closed).toBe(true);
  });

  it('finishes a removal that was on its way', async () => {
    const { clock, system, fences, crash } = await startTwo();
    fences.b.always('hang');
    await system.store('b').append('s', [placed]);
    const removed = system.removeStore('b');
    await crash(11);
    await clock.advance(15_000);
    expect(await removed).toMatchObject({ ok: false, stores: [{ storeId: 'b', closed: true }] });
    await expect(system.closed).rejects.toMatchObject({
      report: { stores: [{ storeId: 'a' }] },
    });
  });

  it('does not let a listener that throws keep others from hearing of it', async () => {
    const { system, crash } = await startTwo();
    const heard: string[] = [];
    const stop = system.subscribe(() => {
      throw new Error('listener');
    });
    const unsubscribe = system.subscribe(({ type }) => heard.push(type));
    await crash(11);
    await settle();
    expect(heard.at(-1)).toBe('system_stopped');
    stop();
    unsubscribe();
  });
});
