import { type AnyPid, exit, silentLogger } from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';
import { ManualClock, type ScriptedFence, settle } from '@holdfast/actors/testing';
import { openMemoryStore } from '@holdfast/store-adapters/memory';
import {
  PersistenceSystem,
  type PersistenceSystemEvent,
  type PersistenceSystemOptions,
  type Stores,
} from '@holdfast/supervision';

export const placed = { type: 'OrderPlaced', data: { total: 42 } };

/** A store in memory whose fence does what a test says. */
export async function scriptedStore(fence: ScriptedFence): Promise<EventStore> {
  const store = await openMemoryStore();
  return Object.assign(store, { fence: fence.fence.bind(fence) });
}

/** A system on a manual clock, and everything that it has said since it was started. */
export async function startSystem<S extends Stores>(options: PersistenceSystemOptions<S>) {
  const clock = new ManualClock();
  const system = await PersistenceSystem.start<S>({
    logger: silentLogger,
    environment: {},
    clock,
    ...options,
  });
  const events: PersistenceSystemEvent[] = [];
  system.subscribe((event) => events.push(event));
  await settle();
  return { clock, system, events };
}

/** Kills a worker and lets its supervisor restart it. */
export async function kill(pid: AnyPid | undefined): Promise<void> {
  if (pid === undefined) throw new Error('not running');
  exit(pid, 'kill');
  await settle();
}
