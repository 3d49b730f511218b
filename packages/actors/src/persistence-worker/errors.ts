import { HoldfastError } from '../errors.ts';
import type { Priority } from './priority.ts';

/** @inline */
interface Shortage {
  readonly pending: number;
  readonly limit: number;
  readonly priority: Priority;
  readonly retryAfterMs: number;
}

/**
 * `ERR_BACKPRESSURE`: so many stores are pending that no further one is accepted in this class.
 * Retryable.
 */
export class BackpressureError extends HoldfastError {
  /** How many stores are pending. */
  readonly pending: number;
  /** `maxPendingStores` of the worker. */
  readonly limit: number;
  /** The class that was refused: less urgent ones are refused first. */
  readonly priority: Priority;

  constructor({ pending, limit, priority, retryAfterMs }: Shortage) {
    const message = `${pending} stores are pending, the limit is ${limit}: ${priority} is refused`;
    super('ERR_BACKPRESSURE', message, { retryable: true, retryAfterMs });
    this.pending = pending;
    this.limit = limit;
    this.priority = priority;
  }
}

/** `ERR_WORKER_STOPPED`: the worker does not accept requests any more. */
export class WorkerStoppedError extends HoldfastError {
  /** The store of the worker. */
  readonly storeId: string;

  constructor(storeId: string) {
    super('ERR_WORKER_STOPPED', `the persistence worker of ${storeId} has stopped`);
    this.storeId = storeId;
  }
}

/**
 * `ERR_NOT_DURABLE`: the worker ended before a fence covered the event. It was accepted and keeps
 * what the adapter promises for accepted events; whether it is durable is unknown.
 */
export class NotDurableError extends HoldfastError {
  /** The store that was not fenced. */
  readonly storeId: string;

  constructor(storeId: string) {
    super('ERR_NOT_DURABLE', `${storeId} was not fenced before its worker stopped`);
    this.storeId = storeId;
  }
}

/** `ERR_WORKER_ISOLATED`: somebody holds the breaker open by hand, so it is not reset. */
export class WorkerIsolatedError extends HoldfastError {
  /** The store of the worker. */
  readonly storeId: string;

  constructor(storeId: string) {
    super('ERR_WORKER_ISOLATED', `the persistence worker of ${storeId} is held isolated`);
    this.storeId = storeId;
  }
}

/**
 * `ERR_STORE_POISONED`: a sync of the store failed (`cause`), so that no later one proves anything.
 * Close it, open it again, count, append what is missing, and tell `PersistenceWorker.storeReopened`.
 */
export class PoisonedStoreError extends HoldfastError {
  /** The store that is poisoned. */
  readonly storeId: string;

  constructor(storeId: string, cause: unknown) {
    super('ERR_STORE_POISONED', `a sync of ${storeId} failed: reopen it`, { cause });
    this.storeId = storeId;
  }
}
