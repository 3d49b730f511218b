import type { Operation } from '../embedded/operations.ts';
import type { UnderWay } from './under-way.ts';

/** An operation in the queue that all stores of an engine share. */
export class QueuedOperation {
  readonly operation: Operation;
  readonly size: number;
  /** Number of the store that it belongs to. */
  readonly store: number;
  readonly #underWay: UnderWay;

  constructor(operation: Operation, store: number, underWay: UnderWay) {
    this.operation = operation;
    this.size = operation.size;
    this.store = store;
    this.#underWay = underWay;
    underWay.enter();
  }

  /** Call it once the operation has come to its end, whatever that was. */
  leave(): void {
    this.#underWay.leave();
  }
}
