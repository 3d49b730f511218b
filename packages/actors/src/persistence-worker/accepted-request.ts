import type { HoldfastError } from '../errors.ts';

/** The answer to a request for persistence. */
export type RequestResult =
  | AcceptedRequest
  | { readonly accepted: false; readonly error: HoldfastError };

/** A request that the worker has taken in. */
export interface AcceptedRequest {
  /** Tells it from a refusal. */
  readonly accepted: true;
  /** Share of `maxPendingStores` that is used, 0 to 1. */
  readonly pressure: number;
  /**
   * Resolves when a fence that began after this request has succeeded; failures are retried.
   * Rejects with `ERR_NOT_DURABLE` if the worker ends before, and with `ERR_STORE_POISONED` if no
   * fence of the store proves anything any more. Made when it is first asked for, and holds the
   * process open until then settled.
   */
  readonly durable: Promise<void>;
}

export class Accepted implements AcceptedRequest {
  readonly accepted = true;
  readonly pressure: number;
  private readonly wait: () => Promise<void>;
  private promise: Promise<void> | undefined;

  constructor(pressure: number, wait: () => Promise<void>) {
    this.pressure = pressure;
    this.wait = wait;
  }

  get durable(): Promise<void> {
    this.promise ??= this.wait();
    return this.promise;
  }
}
