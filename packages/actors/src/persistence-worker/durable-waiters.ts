import type { StoreId } from '../ports/store-id.ts';
import { type Clock, systemClock, type Timer } from '../process/clock.ts';

interface Waiter {
  readonly seq: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Who waits until a request of a store is durable. While anybody does, the process is held open. */
export class DurableWaiters {
  clock: Clock = systemClock;
  private waiters: Map<StoreId, Waiter[]> | undefined;
  private hold: Timer | undefined;

  wait(storeId: StoreId, seq: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = { seq, resolve, reject };
      this.waiters ??= new Map();
      const others = this.waiters.get(storeId);
      if (others === undefined) this.waiters.set(storeId, [waiter]);
      else others.push(waiter);
      // The tick that brings it does not hold the process open by itself.
      this.hold ??= this.clock.setTimer(Number.POSITIVE_INFINITY, () => undefined, {
        keepAlive: true,
      });
    });
  }

  /** Everything of this store up to `seq` is durable. */
  advance(storeId: StoreId, seq: number): void {
    const waiting = this.waiters?.get(storeId);
    if (waiting === undefined) return;
    this.keep(
      storeId,
      waiting.filter((waiter) => waiter.seq > seq),
    );
    for (const waiter of waiting) if (waiter.seq <= seq) waiter.resolve();
  }

  /** What this store has accepted will not become durable. */
  refuse(storeId: StoreId, error: unknown): void {
    const waiting = this.waiters?.get(storeId) ?? [];
    this.keep(storeId, []);
    for (const waiter of waiting) waiter.reject(error);
  }

  refuseAll(error: unknown): void {
    for (const storeId of [...(this.waiters?.keys() ?? [])]) this.refuse(storeId, error);
  }

  private keep(storeId: StoreId, waiting: Waiter[]): void {
    if (waiting.length > 0) this.waiters?.set(storeId, waiting);
    else this.waiters?.delete(storeId);
    if (this.waiters === undefined || this.waiters.size > 0) return;
    this.waiters = undefined;
    this.hold?.cancel();
    this.hold = undefined;
  }
}
