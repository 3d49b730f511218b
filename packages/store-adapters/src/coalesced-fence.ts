import { OneAtATime } from './embedded/one-at-a-time.ts';

/**
 * Turns the fences of many callers into few syncs, for any adapter. Callers share a sync only if it
 * has not begun: the one under way may have passed what they care about. One sync is in flight, so
 * one that hangs is not multiplied; whoever will not wait for it leaves by the signal.
 */
export class CoalescedFence {
  readonly #syncs: OneAtATime;

  /** `sync` makes durable what was accepted before it began. It has to pass the queue of appends. */
  constructor(sync: () => Promise<void>) {
    this.#syncs = new OneAtATime(sync);
  }

  /**
   * Resolves when a sync that began after this call has succeeded; rejects as that sync does, or
   * with the signal's reason as soon as it aborts. The sync goes on: it cannot be called back.
   */
  fence(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const settle = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const fail = (reason: Error): void => {
        signal.removeEventListener('abort', leave);
        reject(reason);
      };
      const leave = (): void => {
        fail(signal.reason as Error);
      };
      signal.addEventListener('abort', leave);
      this.#syncs.run().then(settle, fail);
    });
  }

  /** Resolves when no sync is under way or waits. Never rejects. */
  idle(): Promise<void> {
    return this.#syncs.idle();
  }
}
