/** For whoever ends workers: a supervisor's owner, who takes a store away or closes a system. */
import type { StoreId } from '../ports/store-id.ts';
import { ask, type WaitOptions } from './ask.ts';
import { priorityOf, type RequestOptions } from './priority.ts';
import { memoryOf, type PersistenceWorkerRef } from './worker-handle.ts';

/**
 * Why a request for the worker's own store would be refused now, or undefined. Throws
 * `ERR_INVALID_OPTION` for a priority that does not exist, as the request would.
 */
export function refusal(
  worker: PersistenceWorkerRef,
  options: RequestOptions = {},
): Error | undefined {
  return memoryOf(worker).ledger.check(worker.storeId, priorityOf(options));
}

/** Stores with accepted requests that no fence has covered. Also true once the worker has ended. */
export function unfenced(worker: PersistenceWorkerRef): readonly StoreId[] {
  return memoryOf(worker).unfenced;
}

/**
 * The worker has ended and nobody will restart it: whoever waits for durability or for an answer is
 * told, and listeners hear `worker_abandoned` if it had crashed. Idempotent; nothing to a living one.
 */
export function abandon(worker: PersistenceWorkerRef): void {
  memoryOf(worker).abandon();
}

/**
 * The final persistence of a worker that still serves, so that its supervisor need not wait for it:
 * further requests are refused with `ERR_WORKER_STOPPED`, and what is pending is fenced without
 * waiting for tick or breaker. Resolves when nothing is pending or nothing more may be tried, also
 * over a crash; `unfenced` tells what is left. Rejects as every question. End the worker next.
 */
export async function drain(
  worker: PersistenceWorkerRef,
  options: WaitOptions = {},
): Promise<void> {
  memoryOf(worker).leave();
  await ask(worker, { type: 'drain' }, options);
}

/**
 * How long its final persistence may take, in ms: `shutdownTimeout` as it is in force, though not
 * more than the child spec was made with, since its supervisor would kill it.
 */
export function shutdownTimeout(worker: PersistenceWorkerRef): number {
  return memoryOf(worker).shutdownMs;
}

/**
 * Its next final persistence, whenever it begins, is over `ms` from now at the latest: for who has
 * one time for all that is to be done. Forgotten once the worker has ended in order.
 */
export function finishWithin(worker: PersistenceWorkerRef, ms: number): void {
  memoryOf(worker).finishWithin(ms);
}
