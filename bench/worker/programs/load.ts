/** How soon what was accepted is durable, under a calm load and under all that writers can do. */
import { setTimeout as passed } from 'node:timers/promises';
import { silentLogger, type WorkerOptions } from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';
import { storeId } from '@holdfast/actors/ports';
import { PersistenceSystem, type SupervisedStore } from '@holdfast/supervision';
import { percentiles } from '../../contenders/percentiles.ts';
import type { Answer } from '../../contenders/protocol.ts';
import { bareFence, EVENT } from './stores.ts';

type Mode = WorkerOptions['mode'];

const PAUSE_MS = 20;
const WRITERS = 64;

/** One append at a time, with a pause behind it. Ages in ms; then the fence by itself. */
export async function calm(store: EventStore, mode: Mode, ms: number): Promise<Answer> {
  const system = await PersistenceSystem.start(hostOf(store, mode));
  const orders = system.store('orders');
  const ages: Promise<number>[] = [];
  const until = performance.now() + ms;
  while (performance.now() < until) {
    const { durable } = await orders.append('stream', [EVENT]);
    ages.push(ageOf(durable));
    await passed(PAUSE_MS);
  }
  const age = percentiles(Float64Array.from(await Promise.all(ages)));
  const fence = percentiles(await bareFences(store, 100));
  await system.close();
  return {
    p50: age.p50,
    p99: age.p99,
    done: ages.length,
    fencep50: fence.p50,
    fencep99: fence.p99,
  };
}

/** 64 writers; `waits`: each waits until its event is durable before it appends the next one. */
export async function saturated(
  store: EventStore,
  mode: Mode,
  ms: number,
  waits: boolean,
): Promise<Answer> {
  const system = await PersistenceSystem.start(hostOf(store, mode));
  const orders = system.store('orders');
  const counts = { accepted: 0, durable: 0 };
  const began = performance.now();
  const until = began + ms;
  let open = true;
  const writer = async (stream: string): Promise<void> => {
    while (performance.now() < until) {
      const { durable } = await orders.append(stream, [EVENT]);
      counts.accepted += 1;
      const counted = durable.then(() => {
        if (open) counts.durable += 1;
      });
      if (waits) await Promise.race([counted, passed(until - performance.now())]);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, index) => writer(`w-${index}`)));
  const seconds = (performance.now() - began) / 1_000;
  open = false;
  const { successfulRequests } = await system.getStats('orders');
  const answer = {
    accepted: counts.accepted / seconds,
    durable: counts.durable / seconds,
    fences: successfulRequests / seconds,
  };
  await system.close();
  return answer;
}

function hostOf(store: EventStore, mode: Mode) {
  return { stores: { orders: store }, mode, logger: silentLogger, environment: {} };
}

async function ageOf(durable: SupervisedDurable): Promise<number> {
  const began = performance.now();
  await durable;
  return performance.now() - began;
}

type SupervisedDurable = Awaited<ReturnType<SupervisedStore['append']>>['durable'];

async function bareFences(store: EventStore, count: number): Promise<Float64Array> {
  const samples = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    await store.append('stream', [EVENT]);
    samples[index] = await bareFence(store, storeId('orders'));
    await passed(1);
  }
  return samples;
}
