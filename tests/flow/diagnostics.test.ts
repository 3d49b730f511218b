/** What every worker of a process tells on `node:diagnostics_channel`. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { DIAGNOSTICS_CHANNELS } from '@holdfast/actors';
import { ScriptedFence } from '@holdfast/actors/testing';
import { SYSTEM_STOPPED_CHANNEL } from '@holdfast/supervision';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runScript } from '../support/run-script.ts';
import { kill, placed, scriptedStore, startSystem } from './support/scripted-system.ts';

function watch(channels: readonly string[]): unknown[] {
  const heard: unknown[] = [];
  const hear = (message: unknown): void => void heard.push(message);
  for (const name of channels) subscribe(name, hear);
  onTestFinished(() => {
    for (const name of channels) unsubscribe(name, hear);
  });
  return heard;
}

describe('the channels of a process', () => {
  it('carry the very events that listeners hear, in their order', async () => {
    const fence = new ScriptedFence().always({ fail: new Error('disk') });
    const stores = { a: await scriptedStore(fence) };
    const { clock, system, events } = await startSystem({ stores });
    const heard = watch(Object.values(DIAGNOSTICS_CHANNELS));
    const before = events.length;
    await system.store('a').append('s', [placed]);
    await clock.advance(120_000);
    await system.configure('a', { maxBatchSize: 5 });
    fence.always('ok');
    await system.resetCircuitBreaker('a');
    await kill(system.pid('a'));
    await system.close();
    expect(heard).toEqual(events.slice(before));
    expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThanOrEqual(6);
  });

  it('carry the end of a system that ends by itself', async () => {
    const heard = watch([SYSTEM_STOPPED_CHANNEL]);
    const { system, events } = await startSystem({
      stores: { a: await scriptedStore(new ScriptedFence()) },
    });
    const closed = expect(system.closed).rejects.toMatchObject({ code: 'ERR_SYSTEM_STOPPED' });
    for (let crash = 0; crash < 11; crash += 1) await kill(system.pid('a'));
    await closed;
    expect(heard).toEqual([events.at(-1)]);
  });

  it('leave a worker undisturbed by a subscriber that throws: the error is uncaught elsewhere', async () => {
    const { code, stdout, stderr } = await runScript(`
      import { subscribe } from 'node:diagnostics_channel';
      import { DIAGNOSTICS_CHANNELS, silentLogger } from '@holdfast/actors';
      import { openMemoryStore } from '@holdfast/store-adapters/memory';
      import { PersistenceSystem } from '@holdfast/supervision';
      const uncaught = [];
      process.on('uncaughtException', (error) => uncaught.push(error.message));
      subscribe(DIAGNOSTICS_CHANNELS.batch_settled, () => { throw new Error('subscriber'); });
      const stores = { a: await openMemoryStore() };
      const system = await PersistenceSystem.start({ stores, logger: silentLogger });
      const heard = [];
      system.subscribe(({ type }) => heard.push(type), { types: ['batch_settled', 'worker_stopped'] });
      const receipt = await system.store('a').append('s', [{ type: 'Placed', data: {} }]);
      await system.forcePersistence('a');
      await receipt.durable;
      const { restarts } = await system.getStats('a');
      const { ok } = await system.close();
      await new Promise((resolve) => setImmediate(resolve)); // Node raises it in its own turn
      console.log(JSON.stringify({ uncaught, heard, restarts, ok }));
    `);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      uncaught: ['subscriber'],
      heard: ['batch_settled', 'worker_stopped'],
      restarts: 0,
      ok: true,
    });
  });
});

describe('subscribing to a system', () => {
  it('hears the chosen types, the end of the system among them', async () => {
    const { system } = await startSystem({
      stores: { a: await scriptedStore(new ScriptedFence()) },
    });
    const started: number[] = [];
    const ended: string[] = [];
    const alerts: string[] = [];
    system.subscribe(({ restarts }) => started.push(restarts), { types: ['worker_started'] });
    system.subscribe(({ type }) => ended.push(type), { types: ['system_stopped'] });
    system.subscribe(({ type }) => alerts.push(type), { alerts: true });
    const closed = expect(system.closed).rejects.toMatchObject({ code: 'ERR_SYSTEM_STOPPED' });
    for (let crash = 0; crash < 11; crash += 1) await kill(system.pid('a'));
    await closed;
    expect(started).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(ended).toEqual(['system_stopped']);
    expect(alerts).toEqual(['worker_abandoned', 'system_stopped']);
  });

  it.each([
    ['types', [() => undefined, { types: ['system_stoped'] }]],
    ['types', [() => undefined, { types: 'system_stopped' }]],
    ['listener', [undefined]],
  ])('refuses %s by name', async (option, [listener, filter]) => {
    const { system } = await startSystem({ stores: {} });
    expect(() => system.subscribe(listener as never, filter as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option }) as Error,
    );
  });

  it('does not let an asynchronous listener that rejects end the process', async () => {
    const { system } = await startSystem({
      stores: { a: await scriptedStore(new ScriptedFence()) },
    });
    system.subscribe(() => Promise.reject(new Error('listener')) as never);
    await kill(system.pid('a'));
    expect(await system.getStats('a')).toMatchObject({ restarts: 1 });
  });
});
