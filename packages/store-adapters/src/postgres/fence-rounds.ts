/**
 * Fences, on a connection of their own: the next appends are written meanwhile. One transaction that
 * commits with a sync makes everything durable that was committed before it, in all stores. The same
 * statement looks whether the last accepted append of each store is still there: a server that
 * crashed or failed over may have lost it, and then its fence must not resolve.
 */
import { OneAtATime } from '../embedded/one-at-a-time.ts';
import { FenceFailedError, type StoreError, StoreUnavailableError } from '../errors.ts';
import { acceptedValues, loseMissing } from './batch-writer.ts';
import { outcomeKnown, retryable } from './failures.ts';
import type { StoreFence } from './operations.ts';
import type { Server } from './server.ts';
import type { Statements } from './statements.ts';

export class FenceRounds {
  readonly #server: Server;
  readonly #statements: Statements;
  readonly #rounds: OneAtATime;
  readonly #closingMs: number;
  #waiting = new Set<StoreFence>();
  #current: AbortController | undefined;
  /** Stores that are being closed, and wait for their fences. */
  #closing = 0;

  /** `closingMs`: how long a fence may take while a store waits for it to close. */
  constructor(server: Server, statements: Statements, closingMs: number) {
    this.#closingMs = closingMs;
    this.#server = server;
    this.#statements = statements;
    this.#rounds = new OneAtATime(() => this.#round());
  }

  /** Carries the fences out and answers them. What they cover has been accepted, or has failed. */
  async run(fences: readonly StoreFence[]): Promise<void> {
    for (const fence of fences) if (!fence.left) this.#waiting.add(fence);
    try {
      await this.#rounds.run();
    } catch (cause) {
      const error = fenceFailure(cause);
      for (const fence of fences) fence.fail(fence.store.poison ?? error);
      return;
    }
    for (const fence of fences) {
      const { poison } = fence.store;
      if (poison === undefined) fence.settle();
      else fence.fail(poison);
    }
  }

  /** Resolves when no fence is under way. Never rejects. */
  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  /** Waits for `closed` no longer than fences may take then: those that hang are given up. */
  async whileClosing(closed: Promise<void>): Promise<void> {
    this.#closing += 1;
    const forget = this.#giveUpLater(this.#current);
    await closed;
    forget();
    this.#closing -= 1;
  }

  #giveUpLater(round: AbortController | undefined): () => void {
    if (round === undefined) return () => undefined;
    const timer = setTimeout(() => {
      round.abort();
    }, this.#closingMs);
    return () => {
      clearTimeout(timer);
    };
  }

  /** One sync for all that wait now. When the last of them has left, its connection is dropped. */
  async #round(): Promise<void> {
    const present = this.#waiting;
    this.#waiting = new Set();
    const round = new AbortController();
    for (const fence of present) {
      fence.onLeave = () => {
        present.delete(fence);
        if (present.size === 0) round.abort();
      };
      if (fence.left) present.delete(fence);
    }
    if (present.size === 0) return;
    this.#current = round;
    const forget = this.#closing > 0 ? this.#giveUpLater(round) : undefined;
    try {
      await this.#sync([...present], round.signal);
    } finally {
      forget?.();
      this.#current = undefined;
    }
  }

  async #sync(fences: readonly StoreFence[], signal: AbortSignal): Promise<void> {
    const stores = [...new Set(fences.map(({ store }) => store))];
    const warnings: string[] = [];
    const [row] = await this.#server.request(this.#statements.fence, acceptedValues(stores), {
      signal,
      // A commit whose wait for a replica was cancelled succeeds, with a warning.
      onNotice: (code, message) => {
        if (code.startsWith('01')) warnings.push(`${code} ${message}`);
      },
    });
    if (warnings.length > 0) throw new Error(`the server warned: ${warnings.join('; ')}`);
    loseMissing(stores, row?.['missing'] as readonly string[]);
  }
}

function fenceFailure(cause: unknown): StoreError {
  if (cause instanceof StoreUnavailableError) return cause;
  const fields = { outcomeKnown: outcomeKnown(cause), retryable: retryable(cause), cause };
  return new FenceFailedError(fields);
}
