import { type StoreId, storeId } from '@holdfast/actors/ports';
import { StoreClosedError, StoreLockedError } from './errors.ts';

/** All that has to be known of a store to close it. */
export interface Closable {
  /** Resolves when it has closed. Idempotent. */
  close(): Promise<void>;
}

/** Which stores of an engine are open: each id once, and all of them closed before the engine is. */
export class OpenStores<Store extends Closable> {
  readonly #open = new Map<StoreId, Promise<Store>>();
  #closing: Promise<void> | undefined;

  /** Whether the engine is closed, or is closing. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Opens what `make` makes. Whoever made the store calls `released` when it has closed: from then
   * on the id may be opened again. Rejects with `ERR_INVALID_OPTION`, `ERR_STORE_LOCKED`,
   * `ERR_STORE_CLOSED`, or as `make` does.
   */
  async open(
    id: string,
    make: (id: StoreId, released: () => void) => Promise<Store> | Store,
  ): Promise<Store> {
    const name = storeId(id, 'id');
    if (this.closed) throw new StoreClosedError();
    if (this.#open.has(name)) throw new StoreLockedError(name);
    const released = (): void => {
      this.#open.delete(name);
    };
    const opening = (async () => make(name, released))();
    this.#open.set(name, opening);
    try {
      return await opening;
    } catch (error) {
      released();
      throw error;
    }
  }

  /** Closes all stores, those that are being opened included, then calls `closeEngine`. Once. */
  close(closeEngine: () => Promise<void> | void): Promise<void> {
    this.#closing ??= this.#close(closeEngine);
    return this.#closing;
  }

  async #close(closeEngine: () => Promise<void> | void): Promise<void> {
    const stores = await Promise.allSettled(this.#open.values());
    // One that could not be opened has told its caller, and has nothing to close.
    const opened = stores.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await Promise.all(opened.map((store) => store.close()));
    await closeEngine();
  }
}
