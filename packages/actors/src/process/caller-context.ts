/**
 * The `AsyncLocalStorage` values of whoever sends a message, carried to whoever handles it. A host
 * that uses no store pays a few nanoseconds a message; who does pays for what is carried.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';

/** What a sender saw; the message is handled in its scope. */
export type CallerContext = AsyncResource;

/** The mark that Node sets on every promise once a store is in use, up to Node 22. */
const PROMISE_MARK = Object.getOwnPropertySymbols(new AsyncResource('HoldfastProbe')).find(
  ({ description }) => description === 'async_id_symbol',
);

/**
 * Whether a promise tells that stores are in use. Tried out rather than known by version: where it
 * does not (newer Nodes keep contexts elsewhere), every message carries its sender's.
 */
const PROMISES_TELL = PROMISE_MARK !== undefined && promisesTell(PROMISE_MARK);

let inUse = !PROMISES_TELL;

/** The stores of the code that runs now; undefined while nobody in this process uses any. */
export function callerContext(): CallerContext | undefined {
  if (!inUse) {
    if (!isMarked(Promise.resolve(), PROMISE_MARK as symbol)) return undefined;
    inUse = true;
  }
  return new AsyncResource('HoldfastMessage');
}

function promisesTell(mark: symbol): boolean {
  if (isMarked(Promise.resolve(), mark)) return true;
  const probe = new AsyncLocalStorage<boolean>();
  const told = probe.run(true, () => isMarked(Promise.resolve(), mark));
  // Else every promise of the host would be marked from now on, for nothing.
  probe.disable();
  return told && !isMarked(Promise.resolve(), mark);
}

function isMarked(promise: Promise<void>, mark: symbol): boolean {
  return (promise as unknown as Record<symbol, unknown>)[mark] !== undefined;
}
