/** The options of one worker, by seed: small numbers, so that every limit is met. */

import type { WorkerOptionsInput } from '@holdfast/actors';
import { checkLayer, type ResolvedOptions, resolveOptions } from '@holdfast/actors/core';
import { Random } from '../random.ts';

export function settingsOf(seed: number): ResolvedOptions {
  const random = new Random(seed ^ 0x5e771465);
  const worker: WorkerOptionsInput = {
    persistenceInterval: random.pick([20, 100, 400]),
    storeTimeout: random.pick([20, 50, 120]),
    maxBatchSize: random.pick([1, 2, 3, 4, 12]),
    maxPendingStores: random.pick([3, 6, 12]),
    circuitBreakerFailureThreshold: random.pick([1, 2, 4]),
    circuitBreakerTimeout: random.pick([50, 300, 900]),
    mode: random.pick(['interval', 'eager'] as const),
    circuitBreakerEnabled: random.next() < 0.9,
  };
  const layers = { runtime: {}, environment: {}, system: {} };
  return resolveOptions({ ...layers, worker: checkLayer(worker) });
}

/** What a host may change while it runs. */
export const PATCHES: readonly WorkerOptionsInput[] = [
  { maxBatchSize: 1 },
  { maxBatchSize: 5 },
  { maxBatchSize: 12 },
  { persistenceInterval: 50 },
  { storeTimeout: 30 },
  { circuitBreakerFailureThreshold: 1 },
  { circuitBreakerFailureThreshold: 3 },
  { circuitBreakerTimeout: 200 },
  { mode: 'eager' },
  { mode: 'interval' },
  { persistenceEnabled: false },
  { persistenceEnabled: true },
  { persistenceEnabled: true },
  { circuitBreakerEnabled: false },
  { circuitBreakerEnabled: true },
  { circuitBreakerEnabled: true },
  { maxPendingStores: 12 },
];
