/** What a host holds of a worker. Looks its process up at every call, so it outlives a restart. */
import { InvalidOptionError } from '../errors.ts';
import { storeId as checkStoreId } from '../ports/store-id.ts';
import type { RequestResult } from './accepted-request.ts';
import { ask, patienceOf, type WaitOptions } from './ask.ts';
import { checkLayer } from './check-options.ts';
import type { WorkerSnapshot } from './core/snapshot.ts';
import type { WorkerStats } from './core/stats.ts';
import type { EventFilter } from './event-filter.ts';
import type { PersistenceEventOf, PersistenceEventType, PersistenceListener } from './events.ts';
import type { ForceResult } from './force-result.ts';
import type { Isolation } from './isolations.ts';
import type { WorkerOptionsInput } from './options.ts';
import { priorityOf, type RequestOptions } from './priority.ts';
import { type EffectiveOptions, effective } from './resolve-options.ts';
import { memoryOf, type PersistenceWorkerRef } from './worker-handle.ts';

export { abandon, drain, finishWithin, refusal, shutdownTimeout, unfenced } from './ending.ts';
export { passes } from './event-filter.ts';
export { childSpec, start, workerName } from './start-worker.ts';

/** How to force a persistence. */
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
 * and never throws for a legal id and priority: accepted, with a promise of durability, or refused
 * with `ERR_BACKPRESSURE`, `ERR_WORKER_STOPPED` or `ERR_STORE_POISONED`. Asking again while a store is
 * pending costs nothing; asking with a more urgent priority makes it more urgent.
 *
 * A store that is not pending yet is refused for want of room: in class `low` once 80 % of
 * `maxPendingStores` are pending, until it is less than 60 %; `normal` at 90 %, until less than 75 %;
 * any other at 100 %, until less than 90 %. A host that has never asked with `high` or `critical`
 * has nobody to keep the last places for: there `normal` is refused at 100 % only. A store that is
 * pending already, and the worker's own, are never refused for want of room.
 */
export function requestPersistence(
  worker: PersistenceWorkerRef,
  options?: RequestOptions,
): RequestResult;
export function requestPersistence(
  worker: PersistenceWorkerRef,
  storeId: string | undefined,
  options?: RequestOptions,
): RequestResult;
export function requestPersistence(
  worker: PersistenceWorkerRef,
  target: string | RequestOptions | undefined,
  more: RequestOptions = {},
): RequestResult {
  const memory = memoryOf(worker);
  if (typeof more !== 'object' || (more as unknown) === null) {
    throw new InvalidOptionError('options', more, 'an object of options');
  }
  const options = isOptions(target) ? target : more;
  const id = target === undefined || isOptions(target) ? memory.storeId : checkStoreId(target);
  return memory.ledger.request(id, priorityOf(options), (seq, priority) => {
    memory.incarnations.tell({ type: 'request_persistence', storeId: id, seq, priority });
  });
}

/** How to wait for room. */
export interface ReadyOptions extends WaitOptions, RequestOptions {}

/**
 * Resolves when there is room at the door: less than 60 % of `maxPendingStores` are pending, and all
 * who came before in the same class or are more urgent have been let go on. One is let go on for each
 * free place, which is kept until somebody asks, or for one second at least: append and request right
 * after it. Rejects with `ERR_CALL_TIMEOUT`, the signal's reason, or `ERR_WORKER_STOPPED`
 * or `ERR_NO_PROCESS` when no worker serves and none will; a crash that a supervisor mends goes
 * unnoticed.
 */
export async function ready(
  worker: PersistenceWorkerRef,
  options: ReadyOptions = {},
): Promise<void> {
  const priority = priorityOf(options);
  await memoryOf(worker).ledger.readyRoom.wait(priority, patienceOf(options));
}

/**
 * Fences everything that is pending now, and the named stores, without waiting for the tick.
 * Resolves with data, also when fences failed; when the worker crashes meanwhile, its successor
 * answers. Rejects as every question to a worker does, and with `ERR_BACKPRESSURE` (a named store
 * is not accepted).
 */
export async function forcePersistence(
  worker: PersistenceWorkerRef,
  options: ForceOptions = {},
): Promise<ForceResult> {
  const { stores = [], whenOpen = 'fail', signal } = options;
  if (!Array.isArray(stores))
    throw new InvalidOptionError('stores', stores, 'an array of store ids');
  if (!['fail', 'wait'].includes(whenOpen)) {
    throw new InvalidOptionError('whenOpen', whenOpen, "'fail' or 'wait'");
  }
  const timeout = options.timeout ?? memoryOf(worker).options.values.forcePersistenceTimeout;
  // All is checked before anything is asked.
  const wait = { timeout, ...(signal !== undefined && { signal }) };
  patienceOf(wait);
  for (const store of stores.map((id) => checkStoreId(id))) {
    const requested = requestPersistence(worker, store);
    if (!requested.accepted) throw requested.error;
  }
  return ask(worker, { type: 'force_persistence', whenOpen }, wait);
}

/** The worker's statistics, answered at once also while fences hang. Rejects as every question. */
export async function getStats(
  worker: PersistenceWorkerRef,
  options: WaitOptions = {},
): Promise<WorkerStats> {
  return ask(worker, { type: 'get_stats' }, options);
}

/**
 * Closes the breaker by hand and fences what is pending. Rejects as every question, and with
 * `ERR_WORKER_ISOLATED` while somebody holds it open.
 */
export async function resetCircuitBreaker(
  worker: PersistenceWorkerRef,
  options: WaitOptions = {},
): Promise<void> {
  await ask(worker, { type: 'reset_circuit_breaker' }, options);
}

/** The options in force, each with its source, and what is doubtful about them. At any time. */
export function options(worker: PersistenceWorkerRef): EffectiveOptions {
  return effective(memoryOf(worker).options);
}

/**
 * Changes options while it runs; they take effect from the next tick or fence on. Answers what is
 * in force with its sources; what is newly doubtful is also told as `configuration_warning`. Rejects with `ERR_INVALID_OPTION`, and then changes nothing.
 */
export async function configure(
  worker: PersistenceWorkerRef,
  patch: WorkerOptionsInput,
  options: WaitOptions = {},
): Promise<EffectiveOptions> {
  return ask(worker, { type: 'configure', patch: checkLayer(patch) }, options);
}

/**
 * Holds the breaker open by hand: no fence starts until every holder has let go, over restarts and
 * whatever is reset; requests are accepted meanwhile. Afterwards one probe comes first. Fences that
 * are out go on. For work on a store's disk, and for tests.
 */
export function isolate(worker: PersistenceWorkerRef): Isolation {
  return memoryOf(worker).isolations.hold();
}

/**
 * Says that a poisoned store (default: the worker's own) was closed, opened again, counted, and what
 * was missing appended again: it is believed again, and what is pending of it is fenced. Without
 * effect for a store that is not poisoned.
 */
export function storeReopened(worker: PersistenceWorkerRef, storeId?: string): void {
  const memory = memoryOf(worker);
  const id = storeId === undefined ? memory.storeId : checkStoreId(storeId);
  memory.incarnations.tell({ type: 'store_reopened', storeId: id });
}

/**
 * What the worker knows, as JSON: counts, the breaker with its remaining open time, what is pending
 * and since when. Answered at once, also after its end. For a process that goes on where this one
 * ends: give it to `start` or `childSpec` as `snapshot`.
 */
export function snapshot(worker: PersistenceWorkerRef): WorkerSnapshot {
  return memoryOf(worker).takeSnapshot();
}

/**
 * Calls `listener` with every event of the worker that passes the filter, over restarts. Answers how
 * to unsubscribe. Throws `ERR_INVALID_OPTION` for a type of events that does not exist.
 */
export function subscribe<T extends PersistenceEventType = PersistenceEventType>(
  worker: PersistenceWorkerRef,
  listener: (event: PersistenceEventOf<T>) => void,
  filter: EventFilter<T> = {},
): () => void {
  // It hears only what passes, so it need not know what else there is.
  return memoryOf(worker).listeners.add(listener as PersistenceListener, filter);
}

function isOptions(target: string | RequestOptions | undefined): target is RequestOptions {
  return typeof target === 'object' && (target as RequestOptions | null) !== null;
}
