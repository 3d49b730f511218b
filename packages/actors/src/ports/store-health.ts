/**
 * How a store is, as far as it knows itself. Asking costs nothing: no disk and no network is
 * touched, so the answer is what the last operation left behind.
 */
export type StoreHealth = StoreReady | StoreTrouble;

/** The store takes appends and fences. */
export interface StoreReady {
  /** Nothing is known to be wrong. */
  readonly status: 'ready';
}

/** The store refuses appends and fences, for now or for good. */
export interface StoreTrouble {
  /**
   * `unavailable`: the engine cannot be reached; the store becomes `ready` by itself when it can.
   * `poisoned`: a write or a sync failed, and stays so until the store was closed and opened again.
   * `closed`: it was closed, or is closing; this is the last state of a store.
   */
  readonly status: 'unavailable' | 'poisoned' | 'closed';
  /** What an append would reject with now. Its `cause` is the failure that led here, if any. */
  readonly error: StoreFailure;
}

/** The shape of every error that a store rejects with, whichever adapter or copy made it. */
export interface StoreFailure extends Error {
  /** Stable name of this kind of error, `ERR_…`: what programs test. */
  readonly code: string;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
  /**
   * True when it is certain that the request had no effect. False when nobody can tell: an append
   * may be found in the store later, and what a fence was to cover may be durable all the same.
   */
  readonly outcomeKnown: boolean;
}
