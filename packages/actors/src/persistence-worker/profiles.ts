import type { WorkerOptionsInput } from './options.ts';

/** The names of the profiles. */
export type ProfileName = 'highThroughput' | 'highLatency' | 'memoryConstrained';

/**
 * Options that go together, to be spread into a worker's or a system's own:
 * `{ ...profiles.highThroughput, maxBatchSize: 400 }`. `highThroughput`: many stores turn pending;
 * `highLatency`: a fence takes long, and a slow one is no outage; `memoryConstrained`: little is
 * kept at a time. None of them breaks the timeout hierarchy.
 */
export const profiles: Readonly<Record<ProfileName, Readonly<WorkerOptionsInput>>> = Object.freeze({
  highThroughput: Object.freeze({
    persistenceInterval: 2_000,
    storeTimeout: 20_000,
    forcePersistenceTimeout: 40_000,
    shutdownTimeout: 20_000,
    maxBatchSize: 200,
    maxPendingStores: 5_000,
  }),
  highLatency: Object.freeze({
    persistenceInterval: 10_000,
    storeTimeout: 30_000,
    forcePersistenceTimeout: 60_000,
    shutdownTimeout: 30_000,
    maxBatchSize: 50,
    circuitBreakerFailureThreshold: 10,
  }),
  memoryConstrained: Object.freeze({
    persistenceInterval: 3_000,
    maxBatchSize: 25,
    maxPendingStores: 500,
  }),
});
