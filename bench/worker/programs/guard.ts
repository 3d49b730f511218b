/** P11: what a fence costs besides the store: a port that resolves at once, and a bare call of it. */
import { ActorSystem, PersistenceWorker, silentLogger, systemClock } from '@holdfast/actors';
import { admission, closedBreaker, record, runFence } from '@holdfast/actors/core';
import { type FenceOptions, storeId } from '@holdfast/actors/ports';
import type { Answer } from '../../contenders/protocol.ts';

/** The default of `maxBatchSize`. */
const BATCH = 100;

type Report = Parameters<Parameters<typeof runFence>[3]>[0];

let seen: AbortSignal | undefined;

/** As every adapter does, it looks at its signal. */
// eslint-disable-next-line @typescript-eslint/require-await -- the bare async call itself
async function fence(_storeId: string, options: FenceOptions): Promise<void> {
  seen = options.signal;
}

const system = new ActorSystem({ logger: silentLogger });
const worker = await PersistenceWorker.start({
  system,
  storeId: 'guard',
  store: { fence },
  environment: {},
});
const stores = Array.from({ length: BATCH }, (_, index) => `s-${index}`);

/** Fences in whole batches; the clock runs from the forced call to its answer. */
export async function guardBatch(count: number): Promise<Answer> {
  let ms = 0;
  for (let done = 0; done < count; done += BATCH) {
    for (const store of stores) PersistenceWorker.requestPersistence(worker, store);
    // Answered when the worker has heard of them all.
    await PersistenceWorker.getStats(worker);
    const began = performance.now();
    const result = await PersistenceWorker.forcePersistence(worker);
    ms += performance.now() - began;
    if (!result.ok || result.persisted !== BATCH) throw new Error('they were not fenced');
  }
  return { ms, done: count };
}

const limits = { failureThreshold: 5, openMs: 60_000 };
const ORDER = { fence: 1, storeId: storeId('guard'), covered: 1, timeoutMs: 15_000 };

/** The guard and nothing else: admission, deadline, signal, record. One call after the other. */
export async function guardItself(count: number): Promise<Answer> {
  let breaker = closedBreaker;
  const began = performance.now();
  for (let done = 0; done < count; done += 1) {
    if (admission(breaker) !== 'batch') throw new Error('it was not admitted');
    const { outcome } = await guarded();
    const chance = { now: systemClock.now(), random: Math.random };
    breaker = record(breaker, outcome.kind === 'fenced', limits, chance);
  }
  return { ms: performance.now() - began, done: count };
}

function guarded(): Promise<Report> {
  return new Promise((resolve) => {
    runFence({ fence }, ORDER, systemClock, resolve);
  });
}

/** One fence at a time: request, forced call, answer. */
export async function guardAlone(count: number): Promise<Answer> {
  const began = performance.now();
  for (let done = 0; done < count; done += 1) {
    PersistenceWorker.requestPersistence(worker);
    await PersistenceWorker.forcePersistence(worker);
  }
  return { ms: performance.now() - began, done: count };
}

/** The same port, awaited by nobody but its caller. */
export async function bare(count: number): Promise<Answer> {
  const { signal } = new AbortController();
  const began = performance.now();
  for (let done = 0; done < count; done += 1) await fence('guard', { signal });
  const ms = performance.now() - began;
  if (seen === undefined) throw new Error('the port was not called');
  return { ms, done: count };
}
