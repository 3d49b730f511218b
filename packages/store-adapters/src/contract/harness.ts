import type { EventStore, SurvivalPromise } from '@holdfast/actors/ports';
import type { StoreEngine } from '../store-engine.ts';

/**
 * How the contract suite gets at the stores of one adapter. What is optional switches the cases
 * that need it, with one exception: an adapter that promises to survive a power loss must be able
 * to show it, so for it a missing `powerCut` makes those cases fail.
 */
export interface ContractHarness {
  /** What the adapter promises; the stores must say the same. */
  readonly survives: SurvivalPromise;

  /** A fresh, empty store. */
  readonly open: () => Promise<EventStore>;

  /** Opens again what `store`, which has been closed, held. */
  readonly reopen?: (store: EventStore) => Promise<EventStore>;

  /**
   * Cuts the power under `store`, which is open and perhaps busy: drops all that was not durable at
   * this moment, and opens what is left. Nobody uses `store` afterwards.
   */
  readonly powerCut?: (store: EventStore) => Promise<EventStore>;

  /**
   * Lets every sync that `store` begins from now on hang until it is released. Give it if your
   * adapter can be made to do so: it shows that a fence honours its signal and is not multiplied.
   */
  readonly hang?: (store: EventStore) => HungSyncs;

  /** A fresh engine without stores, if the adapter can hold many. */
  readonly openEngine?: () => Promise<StoreEngine>;

  /** Opens again what `engine`, which has been closed, held. */
  readonly reopenEngine?: (engine: StoreEngine) => Promise<StoreEngine>;

  /** Called after each case, whatever its outcome, when its stores are closed. */
  readonly cleanUp?: () => Promise<void>;
}

/** Syncs that are being held back. */
export interface HungSyncs {
  /** How many have begun since. */
  begun(): number;
  /** Lets them end, and hangs no further ones. Idempotent. */
  release(): void;
}
