import type { StoreHealth, SurvivalPromise } from '@holdfast/actors/ports';
import type { StoreOperation } from './operations.ts';
import type { Ask } from './read-pages.ts';
import type { Statements } from './statements.ts';

/** What a store needs of the engine that holds it. */
export interface StoreHost {
  readonly survives: SurvivalPromise;
  readonly statements: Statements;
  /** Queues an operation behind all that came before. */
  push(operation: StoreOperation): void;
  /** Reads, on a connection for readers. */
  readonly ask: Ask;
  /** Bounds the fences that a store waits for before it is `closed`. */
  whileClosing(closed: Promise<void>): Promise<void>;
  /** How the engine is, apart from the store. */
  health(): StoreHealth;
  /** Throws `ERR_STORE_BUSY` when `size` more characters may not wait. */
  checkRoom(size: number): void;
}
