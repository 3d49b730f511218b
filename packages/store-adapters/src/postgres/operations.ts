/** Appends and fences of the stores of one engine, in one queue. */
import type { AppendResult } from '@holdfast/actors/ports';
import type { AppendRequest } from '../append-request.ts';
import { AppendOperation, FenceOperation } from '../embedded/operations.ts';
import type { StoreState } from './store-state.ts';

/** One operation on its way to the server. */
export type StoreOperation = StoreAppend | StoreFence;

export class StoreAppend extends AppendOperation {
  readonly store: StoreState;
  /** Place in the order of all operations of the engine, set by it. */
  sequence = 0;
  /** Whether its result or its refusal is final: the server has agreed, and has committed. */
  decided = false;

  constructor(
    store: StoreState,
    request: AppendRequest,
    resolve: (result: AppendResult) => void,
    reject: (error: Error) => void,
  ) {
    super(request, resolve, reject);
    this.store = store;
  }
}

export class StoreFence extends FenceOperation {
  readonly store: StoreState;
  sequence = 0;
  /** Set by whoever carries it out, to hear that its caller has gone. */
  onLeave: (() => void) | undefined;
  left = false;

  constructor(
    store: StoreState,
    signal: AbortSignal | undefined,
    resolve: () => void,
    reject: (error: Error) => void,
  ) {
    super(signal, resolve, reject);
    this.store = store;
  }

  override handleEvent(): void {
    super.handleEvent();
    this.left = true;
    this.onLeave?.();
  }
}
