/** P9: a forced persistence and the bare fence that it stands for, taking turns on one store. */
import { ActorSystem, PersistenceWorker, silentLogger } from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';
import { percentiles } from '../../contenders/percentiles.ts';
import type { Answer } from '../../contenders/protocol.ts';
import { bareFence, EVENT } from './stores.ts';

/** The first of them warm code and disk up. */
const WARM_UP = 20;

export async function forcedBesideBare(store: EventStore, count: number): Promise<Answer> {
  const system = new ActorSystem({ logger: silentLogger });
  const worker = await PersistenceWorker.start({
    system,
    storeId: 'forced',
    store,
    environment: {},
  });
  const forced = new Float64Array(count);
  const bare = new Float64Array(count);
  for (let index = -WARM_UP; index < count; index += 1) {
    await store.append('stream', [EVENT]);
    const bareMs = await bareFence(store, worker.storeId);
    await store.append('stream', [EVENT]);
    PersistenceWorker.requestPersistence(worker);
    const began = performance.now();
    const result = await PersistenceWorker.forcePersistence(worker);
    const forcedMs = performance.now() - began;
    if (!result.ok || result.persisted !== 1) throw new Error('it was not fenced');
    if (index < 0) continue;
    forced[index] = forcedMs;
    bare[index] = bareMs;
  }
  await system.close();
  return { forced: percentiles(forced).p50, bare: percentiles(bare).p50, done: count };
}
