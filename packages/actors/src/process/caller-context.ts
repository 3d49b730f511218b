/**
 * The `AsyncLocalStorage` values of whoever sends a message, carried to whoever handles it. A host
 * that uses no store pays a few nanoseconds a message; who does pays for what is carried.
 *
 * One case escapes where promises tell: if the very first use of any store in a program is an
 * `enterWith` in a handler, messages that waited before it see that store as well.
 */
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';

/** What a sender saw; the message is handled in its scope. */
export type CallerContext = AsyncResource;

/** The mark that Node sets on every promise once a store is in use, up to Node 22. */
const PROMISE_MARK: symbol =
  Object.getOwnPropertySymbols(new AsyncResource('HoldfastProbe')).find(
    ({ description }) => description === 'async_id_symbol',
  ) ?? Symbol('Node marks nothing');

/**
 * Whether a message has to carry its sender's stores. True from the first message on that is sent
 * while this process uses any.
 */
let inUse = true;

/**
 * Tried out rather than known by version: newer Nodes keep contexts elsewhere, where nothing tells,
 * and then every message carries its sender's.
 */
if (promisesTell()) {
  // The probe's own trace is gone a microtask later.
  queueMicrotask(() => {
    inUse = false;
  });
}

/**
 * The stores of the code that runs now; undefined while nobody in this process uses any. Told by a
 * promise that has just been made.
 */
export function callerContext(
  made: Promise<unknown> = Promise.resolve(),
): CallerContext | undefined {
  return inUse || isMarked(made) ? capture() : undefined;
}

function capture(): CallerContext {
  inUse = true;
  return new AsyncResource('HoldfastMessage');
}

function promisesTell(): boolean {
  const probe = new AsyncLocalStorage<boolean>();
  const told = probe.run(true, () => isMarked(Promise.resolve()));
  // Else every promise of the host would be marked from now on, for nothing.
  probe.disable();
  return told;
}

function isMarked(promise: Promise<unknown>): boolean {
  return (promise as unknown as Record<symbol, unknown>)[PROMISE_MARK] !== undefined;
}
