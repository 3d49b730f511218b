import type { EventStore, SurvivalPromise } from '@holdfast/actors/ports';

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

  /** Called after each case, whatever its outcome, when its stores are closed. */
  readonly cleanUp?: () => Promise<void>;
}
