/** What a host holds of a worker. Looks its process up at every call, so it outlives a restart. */

import * as GenServer from '../gen-server/gen-server.ts';
import { storeId as checkStoreId, type StoreId } from '../ports/store-id.ts';
import { NoProcessError } from '../process/errors.ts';
import type { Pid } from '../process/pid.ts';
import type { WorkerStats } from './core/stats.ts';
import type { PersistenceListener } from './events.ts';
import type { ForceResult } from './force-result.ts';
import type { RequestResult } from './ledger.ts';
import type { EffectiveOptions, WorkerProtocol } from './messages.ts';
import type { WorkerOptionsInput } from './options.ts';
import { checkLayer } from './resolve-options.ts';
import { memoryOf, type PersistenceWorkerRef } from './worker-handle.ts';

export { childSpec, start, workerName } from './start-worker.ts';

export interface WaitOptions {
  /** Milliseconds, or `infinity`. Default 5 000. */
  readonly timeout?: number | 'infinity';
  readonly signal?: AbortSignal;
}

export interface ForceOptions extends WaitOptions {
  /** Default: the worker's `forcePersistenceTimeout`. */
  readonly timeout?: number | 'infinity';
  /** Stores to fence whether they are pending or not, besides everything that is. */
  readonly stores?: readonly string[];
  /** With the breaker open: `fail` (default) answers at once, `wait` waits until it lets pass. */
  readonly whenOpen?: 'fail' | 'wait';
}

/**
 * Says that a store (default: the worker's own) has appends that are not fenced. Answers at once
 * and never throws for a legal id: accepted, with a promise of durability, or refused with
 * `ERR_BACKPRESSURE` or `ERR_WORKER_STOPPED`. Asking again while a store is pending costs nothing.
 */
export function requestPersistence(worker: PersistenceWorkerRef, storeId?: string): RequestResult {
  const memory = memoryOf(worker);
  const id = storeId === undefined ? memory.storeId : checkStoreId(storeId);
  return memory.ledger.request(id, (seq) => {
    if (memory.pid === undefined) return;
    GenServer.cast(memory.pid, { type: 'request_persistence', storeId: id, seq });
  });
}

/**
 * Fences everything that is pending now, and the named stores, without waiting for the tick.
 * Resolves with data, also when fences failed. Rejects with `ERR_CALL_TIMEOUT`, the signal's reason,
 * `ERR_NO_PROCESS` or `ERR_SERVER_STOPPED` (the worker crashed; the stores are still pending), or
 * `ERR_BACKPRESSURE` (a named store is not accepted).
 */
export async function forcePersistence(
  worker: PersistenceWorkerRef,
  options: ForceOptions = {},
): Promise<ForceResult> {
  const { stores = [], whenOpen = 'fail', signal } = options;
  for (const store of stores) {
    const requested = requestPersistence(worker, store);
    if (!requested.accepted) throw requested.error;
  }
  const timeout = options.timeout ?? memoryOf(worker).options.values.forcePersistenceTimeout;
  const expiresInMs = timeout === 'infinity' ? Number.POSITIVE_INFINITY : timeout;
  return GenServer.call(
    pidOf(worker),
    { type: 'force_persistence', whenOpen, expiresInMs },
    { timeout, ...(signal && { signal }) },
  );
}

/** The worker's statistics, answered at once also while fences hang. Rejects as a call does. */
export async function getStats(
  worker: PersistenceWorkerRef,
  options: WaitOptions = {},
): Promise<WorkerStats> {
  return GenServer.call(pidOf(worker), { type: 'get_stats' }, options);
}

/** Closes the breaker by hand and fences what is pending. Rejects as a call does. */
export async function resetCircuitBreaker(
  worker: PersistenceWorkerRef,
  options: WaitOptions = {},
): Promise<void> {
  await GenServer.call(pidOf(worker), { type: 'reset_circuit_breaker' }, options);
}

/**
 * Changes options while it runs; they take effect from the next tick or fence on, and answer what
 * is in force with its sources. Rejects with `ERR_INVALID_OPTION`, and then changes nothing.
 */
export async function configure(
  worker: PersistenceWorkerRef,
  patch: WorkerOptionsInput,
  options: WaitOptions = {},
): Promise<EffectiveOptions> {
  const request = { type: 'configure', patch: checkLayer(patch) } as const;
  return GenServer.call(pidOf(worker), request, options);
}

/** Calls `listener` with every event of the worker, over restarts. Answers how to unsubscribe. */
export function subscribe(worker: PersistenceWorkerRef, listener: PersistenceListener): () => void {
  return memoryOf(worker).subscribe(listener);
}

/** Why a request for the worker's own store would be refused now, or undefined. */
export function refusal(worker: PersistenceWorkerRef): Error | undefined {
  return memoryOf(worker).ledger.check(worker.storeId);
}

/** Stores with accepted requests that no fence has covered. Also true once the worker has ended. */
export function unfenced(worker: PersistenceWorkerRef): readonly StoreId[] {
  return [...memoryOf(worker).ledger.dirty().keys()];
}

/** Nobody will restart this worker any more: whoever waits for durability is told. Idempotent. */
export function abandon(worker: PersistenceWorkerRef): void {
  memoryOf(worker).abandon();
}

function pidOf(worker: PersistenceWorkerRef): Pid<WorkerProtocol> {
  const { pid } = memoryOf(worker);
  if (pid === undefined) throw new NoProcessError(`persistence worker of ${worker.storeId}`);
  return pid;
}
