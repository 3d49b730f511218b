import { exit, silentLogger } from '@holdfast/actors';
import type { EventStore, RecordedEvent } from '@holdfast/actors/ports';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { openMemoryStore } from '@holdfast/store-adapters/memory';
import { PersistenceSystem } from '@holdfast/supervision';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { placed, scriptedStore, startSystem as start } from './support/scripted-system.ts';

async function all(events: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> {
  const seen: RecordedEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

describe('an append through the system', () => {
  it('is accepted at once and durable after its fence, and is there after a reopen', async () => {
    const path = await temporaryFolder();
    const system = await PersistenceSystem.start({
      stores: { orders: await openEmbeddedStore({ path }) },
      logger: silentLogger,
      environment: {},
      persistenceInterval: 20,
    });
    const orders = system.store('orders');
    const options = { expectedVersion: 'no_stream' } as const;
    const receipt = await orders.append('order-1', [placed, placed], options);
    expect(receipt).toMatchObject({ nextExpectedVersion: 2n, lastPosition: 2n });
    await receipt.durable;
    expect(await system.getStats('orders')).toMatchObject({ successfulRequests: 1 });
    await expect(orders.append('order-1', [placed], options)).rejects.toMatchObject({
      code: 'ERR_WRONG_EXPECTED_VERSION',
    });
    expect(await system.close()).toEqual({
      ok: true,
      stores: [{ storeId: 'orders', appending: 0, unfenced: [], closed: true }],
    });
    const again = await openEmbeddedStore({ path });
    expect(await all(again.read('order-1'))).toMatchObject([
      { type: 'OrderPlaced', version: 1n, position: 1n },
      { type: 'OrderPlaced', version: 2n, position: 2n },
    ]);
    await again.close();
  });

  it('asks for persistence by itself, and the tick fences it (PD-16, PD-17)', async () => {
    const fence = new ScriptedFence();
    const { clock, system } = await start({ stores: { orders: await scriptedStore(fence) } });
    await system.store('orders').append('s', [placed]);
    await clock.advance(4_999);
    expect(fence.calls).toHaveLength(0);
    await clock.advance(1);
    expect(fence.calls).toHaveLength(1);
    await system.close();
  });

  it('that the store refuses asks for nothing', async () => {
    const fence = new ScriptedFence();
    const { clock, system } = await start({ stores: { orders: await scriptedStore(fence) } });
    await expect(system.store('orders').append('s', [])).rejects.toThrow();
    await clock.advance(60_000);
    expect(fence.calls).toHaveLength(0);
    await system.close();
  });

  it('is refused before anything is written once the system is closing', async () => {
    const store = await openMemoryStore();
    const { system } = await start({ stores: { orders: store } });
    const orders = system.store('orders');
    const closing = system.close();
    await expect(orders.append('s', [placed])).rejects.toMatchObject({
      code: 'ERR_WORKER_STOPPED',
    });
    await closing;
  });
});

describe('an append that is on its way when the system closes', () => {
  /** A store in memory that takes an append in only when it is told to. */
  async function slowStore(fence: ScriptedFence) {
    const store = await scriptedStore(fence);
    const append = store.append.bind(store);
    let accept: () => void = () => undefined;
    const told = new Promise<void>((resolve) => {
      accept = resolve;
    });
    store.append = async (...parts) => {
      await told;
      return append(...parts);
    };
    return { store, accept };
  }

  it('is waited for and fenced', async () => {
    const fence = new ScriptedFence();
    const { store, accept } = await slowStore(fence);
    const { system } = await start({ stores: { orders: store } });
    const appending = system.store('orders').append('s', [placed]);
    const closing = system.close();
    await settle();
    accept();
    await (await appending).durable;
    expect(fence.calls).toHaveLength(1);
    expect((await closing).ok).toBe(true);
  });

  it('and hangs is not waited for without end, and is in the report', async () => {
    const { store } = await slowStore(new ScriptedFence());
    const { clock, system } = await start({ stores: { orders: store } });
    void system.store('orders').append('s', [placed]);
    const closing = system.close();
    await clock.advance(5_000);
    expect(await closing).toMatchObject({
      ok: false,
      stores: [{ storeId: 'orders', appending: 1, unfenced: [] }],
    });
  });
});

describe('workers under supervision', () => {
  it('are restarted after a crash with what was pending, and their neighbours do not notice', async () => {
    const fences = { a: new ScriptedFence().next('hang'), b: new ScriptedFence() };
    const { clock, system, events } = await start({
      stores: { a: await scriptedStore(fences.a), b: await scriptedStore(fences.b) },
    });
    const neighbour = system.pid('b');
    const crashed = system.pid('a');
    const receipt = await system.store('a').append('s', [placed]);
    await clock.advance(5_000);
    if (crashed === undefined) throw new Error('not running');
    exit(crashed, 'kill');
    await settle();
    await receipt.durable;
    expect(system.pid('a')).not.toBe(crashed);
    expect(system.pid('b')).toBe(neighbour);
    expect(events.filter(({ type }) => type === 'worker_started')).toMatchObject([
      { storeId: 'a', restarts: 1, pending: 1 },
    ]);
    await system.close();
  });

  it('end all at the same time, each after its final fence', async () => {
    const fences = [1, 2, 3].map(() => new ScriptedFence().always('hang'));
    const [a, b, c] = (await Promise.all(fences.map(scriptedStore))) as [
      EventStore,
      EventStore,
      EventStore,
    ];
    const { clock, system } = await start({ stores: { a, b, c }, shutdownTimeout: 2_000 });
    for (const id of ['a', 'b', 'c'] as const) await system.store(id).append('s', [placed]);
    const closing = system.close();
    await clock.advance(100);
    for (const fence of fences.slice(0, 2)) fence.calls[0]?.resolve();
    await clock.advance(2_000);
    const { ok, stores } = await closing;
    expect(ok).toBe(false);
    expect(stores.map(({ storeId, unfenced }) => [storeId, unfenced])).toEqual([
      ['a', []],
      ['b', []],
      ['c', ['c']],
    ]);
  });
});

describe('options of a system', async () => {
  const store = await openMemoryStore();

  it('are defaults for every worker, below the environment, below those of one worker', async () => {
    const { system } = await start({
      stores: { a: await openMemoryStore(), b: await openMemoryStore() },
      maxBatchSize: 10,
      storeTimeout: 10,
      perStore: { a: { maxBatchSize: 20 } },
      environment: { HOLDFAST_MAX_BATCH_SIZE: '30', HOLDFAST_SHUTDOWN_TIMEOUT: '9s' },
    });
    const a = await system.configure('a', {});
    const b = await system.configure('b', { circuitBreakerTimeout: '1s' });
    expect([a.values.maxBatchSize, a.sources.maxBatchSize]).toEqual([20, 'worker']);
    expect([b.values.maxBatchSize, b.sources.maxBatchSize]).toEqual([30, 'environment']);
    expect([b.values.storeTimeout, b.sources.storeTimeout]).toEqual([10, 'system']);
    expect([b.values.shutdownTimeout, b.values.circuitBreakerTimeout]).toEqual([9_000, 1_000]);
    await system.close();
  });

  it.each([
    ['stores.a', { stores: { a: {} } }],
    ['storeId', { stores: { '': store } }],
    ['perStore.x', { stores: { a: store }, perStore: { x: {} } }],
    ['maxBatchSize', { stores: { a: store }, perStore: { a: { maxBatchSize: 0 } } }],
    ['persistenceIntervall', { stores: { a: store }, persistenceIntervall: 1 }],
  ])('are refused by name: %s', async (option, options) => {
    await expect(PersistenceSystem.start(options as never)).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option,
    });
  });

  it('name a store that is not there', async () => {
    const { system } = await start({ stores: { a: await openMemoryStore() } });
    expect(() => system.store('b' as 'a')).toThrow(
      expect.objectContaining({ code: 'ERR_UNKNOWN_STORE', storeId: 'b' }) as Error,
    );
    await expect(system.getStats('b' as 'a')).rejects.toMatchObject({ code: 'ERR_UNKNOWN_STORE' });
    await system.close();
  });

  it('let two systems with the same store ids live side by side (PT-08)', async () => {
    const one = await start({ stores: { a: await openMemoryStore() } });
    const two = await start({ stores: { a: await openMemoryStore() } });
    expect(one.system.pid('a')).not.toBe(two.system.pid('a'));
    await one.system.close();
    expect(await two.system.getStats('a')).toMatchObject({ storeId: 'a' });
    await two.system.close();
  });

  it('close is idempotent, and its report is what closed tells', async () => {
    const { system } = await start({ stores: { a: await openMemoryStore() } });
    const [first, second] = await Promise.all([system.close(), system.close()]);
    expect(first).toBe(second);
    expect(await system.closed).toBe(first);
  });

  it('reports a store that fails or hangs at close, and does not wait for it', async () => {
    const failing = Object.assign(await openMemoryStore(), {
      close: () => Promise.reject(new Error('busy')),
    });
    const hanging = Object.assign(await openMemoryStore(), {
      close: () => new Promise(() => undefined),
    });
    const { clock, system } = await start({ stores: { failing, hanging: hanging } });
    const closing = system.close();
    await clock.advance(5_000);
    expect((await closing).stores).toMatchObject([
      { storeId: 'failing', closed: false, error: { message: 'busy' } },
      { storeId: 'hanging', closed: false },
    ]);
  });
});
