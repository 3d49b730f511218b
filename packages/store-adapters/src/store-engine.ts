import type { EventStore, StoreHealth, SurvivalPromise } from '@holdfast/actors/ports';

/**
 * Many stores in one engine: one database, one folder, one cluster. They share its syncs and
 * nothing else: each has streams of its own, and positions of its own from 1 without holes.
 */
export interface StoreEngine extends AsyncDisposable {
  /** What an accepted and what a durable event survives, in every store of the engine. */
  readonly survives: SurvivalPromise;

  /**
   * Opens the store `id`, and makes it when it does not exist. An id is what `storeId` takes; it
   * never becomes part of a path, a key range or a statement that is not its own. Closing the store
   * leaves the engine open; then the same id may be opened again, and finds what it held.
   *
   * Rejects with `ERR_INVALID_OPTION`; `ERR_STORE_LOCKED` while the store is open already, because
   * two holders would close it under each other; `ERR_STORE_CLOSED` when the engine is closed;
   * otherwise as opening an engine and appending to a store do.
   */
  openStore(id: string): Promise<EventStore>;

  /** How the engine is, known without touching disk or network. Never throws. */
  health(): StoreHealth;

  /** Closes its stores, waiting for what they accepted, then the engine. Idempotent. Does not fence. */
  close(): Promise<void>;
}
