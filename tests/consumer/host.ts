/**
 * What a host's compiler makes of the built declarations, with options that are not ours: strict,
 * but neither exact optional properties nor skipLibCheck. Checked by `check.mjs consumer-types`.
 */
import {
  ActorSystem,
  GenServer,
  type GenServerCallbacks,
  noreply,
  ok,
  type Request,
  reply,
} from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';
import { ManualClock, ScriptedFence } from '@holdfast/actors/testing';
import { winstonLogger } from '@holdfast/actors/winston';
import { storeContract } from '@holdfast/store-adapters/contract';
import { openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { openMemoryStore } from '@holdfast/store-adapters/memory';
import { PersistenceSystem, Supervisor } from '@holdfast/supervision';

interface Counter {
  call: Request<{ type: 'get' }, number> | Request<{ type: 'name' }, string>;
  cast: { type: 'add'; by: number };
}

const counter: GenServerCallbacks<number, number, Counter> = {
  init: (start) => ok(start),
  handleCall: (request, _from, count) =>
    request.type === 'get' ? reply(count, count) : reply('counter', count),
  handleCast: ({ by }, count) => noreply(count + by),
};

export async function actors(): Promise<[number, string]> {
  const system = new ActorSystem({ logger: winstonLogger() });
  const pid = await GenServer.start(system, counter, 1);
  GenServer.cast(pid, { type: 'add', by: 1 });
  // @ts-expect-error A message that the protocol does not have.
  GenServer.cast(pid, { type: 'subtract', by: 1 });
  // @ts-expect-error A request that the protocol does not have.
  await GenServer.call(pid, { type: 'set' });
  const count: number = await GenServer.call(pid, { type: 'get' });
  const name: string = await GenServer.call(pid, { type: 'name' }, { timeout: 'infinity' });
  await Supervisor.start(system, {
    children: [{ id: 'a', start: (parent) => GenServer.startLink(parent, counter, 2) }],
  });
  return [count, name];
}

export async function persistence(): Promise<boolean> {
  const orders: EventStore = await openEmbeddedStore({ path: './data' });
  const system = await PersistenceSystem.start({
    stores: { orders, audit: await openMemoryStore() },
    persistenceInterval: '250ms',
    perStore: { audit: { maxBatchSize: 10 } },
    clock: new ManualClock(),
  });
  // @ts-expect-error A store that the system does not have.
  system.store('order');
  // @ts-expect-error An option that a worker does not have.
  await system.configure('orders', { maxBatchSizes: 1 });
  const receipt = await system.store('orders').append('s', [{ type: 'E', data: {} }]);
  await receipt.durable;
  const forced = await system.forcePersistence('audit', { whenOpen: 'wait' });
  return forced.ok ? forced.persisted === 0 : forced.reason === 'partial';
}

export const cases: number = storeContract({
  survives: { accepted: 'nothing', durable: 'nothing' },
  open: openMemoryStore,
}).length;
export const fence: ScriptedFence = new ScriptedFence().always('hang');
