import type { StoreId } from './store-id.ts';

/**
 * All that a persistence worker needs of a store. When `fence(store)` resolves, every append that
 * the store had accepted (resolved, or queued) before the call survives what the adapter says a
 * durable event survives.
 *
 * A rejection means that nothing was promised; the worker keeps the store pending. `signal` aborts
 * when the worker no longer waits: a fence that cannot be cancelled may go on, and its late result
 * is used if it is a success. An adapter never runs two syncs of one engine at a time for it.
 */
export interface FencePort {
  /**
   * Resolves when what the store had accepted before this call is durable. Rejects when that is not
   * certain, with the signal's reason when it gave up because of the signal.
   */
  fence(storeId: StoreId, options: FenceOptions): Promise<void>;
}

/** What a fence is given besides the store. */
export interface FenceOptions {
  /** Aborts when the caller has stopped waiting. */
  readonly signal: AbortSignal;
}
