/** What waits in the queue of a store, and how each caller hears of the end of it. */
import type { AppendResult } from '@holdfast/actors/ports';
import type { AppendRequest } from '../append-request.ts';

export type Operation = AppendOperation | FenceOperation;

/** One append on its way. Aborting its signal withdraws it until it is taken up. */
export class AppendOperation {
  readonly kind = 'append';
  readonly request: AppendRequest;
  /** Characters to write, the measure of what waits. */
  readonly size: number;
  withdrawn = false;
  /** Set when the append was validated: what the caller will be told once it is written. */
  result: AppendResult | undefined;
  /** Set instead when the append was refused. */
  refusal: Error | undefined;
  readonly #resolve: (result: AppendResult) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    request: AppendRequest,
    resolve: (result: AppendResult) => void,
    reject: (error: Error) => void,
  ) {
    this.request = request;
    this.size = request.body.length;
    this.#resolve = resolve;
    this.#reject = reject;
    request.signal?.addEventListener('abort', this);
  }

  /** From here on the append can no longer be withdrawn. False when it has been. */
  takeUp(): boolean {
    this.request.signal?.removeEventListener('abort', this);
    return !this.withdrawn;
  }

  /** Tells the caller how it ended. */
  settle(): void {
    if (this.result === undefined) this.fail(this.refusal as Error);
    else this.#resolve(this.result);
  }

  fail(error: Error): void {
    this.takeUp();
    this.#reject(error);
  }

  /** The signal's listener. */
  handleEvent(): void {
    this.takeUp();
    this.withdrawn = true;
    this.#reject(this.request.signal?.reason as Error);
  }
}

/** One fence on its way. Aborting its signal sends the caller away; the fence itself goes on. */
export class FenceOperation {
  readonly kind = 'fence';
  readonly size = 0;
  /** The last position that it makes durable, set when it was taken up. */
  covers = 0;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;

  constructor(
    signal: AbortSignal | undefined,
    resolve: () => void,
    reject: (error: Error) => void,
  ) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal?.addEventListener('abort', this);
  }

  settle(): void {
    this.#signal?.removeEventListener('abort', this);
    this.#resolve();
  }

  fail(error: Error): void {
    this.#signal?.removeEventListener('abort', this);
    this.#reject(error);
  }

  /** The signal's listener. */
  handleEvent(): void {
    this.fail(this.#signal?.reason as Error);
  }
}
