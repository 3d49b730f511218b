/** What a worker still does while no fence comes back. */
import { setTimeout as passed } from 'node:timers/promises';
import {
  ActorSystem,
  BackpressureError,
  hasErrorCode,
  PersistenceWorker,
  silentLogger,
} from '@holdfast/actors';
import { percentiles } from '../../contenders/percentiles.ts';
import type { Answer } from '../../contenders/protocol.ts';

/** The breaker opens, probes and opens again many times within a run. */
const QUICK = { storeTimeout: 100, circuitBreakerTimeout: 200, maxPendingStores: 1_000 };
const FORCED_MS = 100;
const FORCED_EVERY_MS = 10;

/** Runs for `ms`; `refused` counts typed refusals, `late` by how much forced calls overran, in ms. */
export async function hang(ms: number): Promise<Answer> {
  const system = new ActorSystem({ logger: silentLogger });
  const store = { fence: () => new Promise<void>(() => undefined) };
  const options = { storeId: 'hang', store, persistenceInterval: 50, environment: {}, ...QUICK };
  const worker = await PersistenceWorker.start({ system, ...options });
  let refused = 0;
  for (let index = 0; index < 2_000; index += 1) {
    const result = PersistenceWorker.requestPersistence(worker, `s-${index}`);
    if (!result.accepted && result.error instanceof BackpressureError) refused += 1;
  }
  const until = performance.now() + ms;
  const asking = askAllTheTime(worker, until);
  const late: Promise<number>[] = [];
  while (performance.now() < until) {
    late.push(lateness(worker));
    await passed(FORCED_EVERY_MS);
  }
  const latencies = await asking;
  const { p50, p99, most } = percentiles(Float64Array.from(latencies));
  const { pendingStoresCount: pending } = await PersistenceWorker.getStats(worker);
  const overrun = percentiles(Float64Array.from(await Promise.all(late)));
  await system.close(1);
  return {
    p50,
    p99,
    most,
    asked: latencies.length,
    pending,
    refused,
    forced: late.length,
    late: overrun.most,
  };
}

type Worker = Awaited<ReturnType<typeof PersistenceWorker.start>>;

async function askAllTheTime(worker: Worker, until: number): Promise<number[]> {
  const latencies: number[] = [];
  while (performance.now() < until) {
    const began = performance.now();
    await PersistenceWorker.getStats(worker);
    latencies.push(performance.now() - began);
    await passed(1);
  }
  return latencies;
}

/** By how much a forced call outlives its deadline, in ms; throws if it is answered with success. */
async function lateness(worker: Worker): Promise<number> {
  const began = performance.now();
  const options = { timeout: FORCED_MS, whenOpen: 'wait' } as const;
  const answered = await PersistenceWorker.forcePersistence(worker, options).catch(
    (error: unknown) => {
      if (!hasErrorCode(error, 'ERR_CALL_TIMEOUT')) throw error;
      return undefined;
    },
  );
  if (answered?.ok === true) throw new Error('a fence that hangs was called durable');
  return Math.max(0, performance.now() - began - FORCED_MS);
}
