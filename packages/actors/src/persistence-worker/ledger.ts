import type { HoldfastError } from '../errors.ts';
import type { StoreId } from '../ports/store-id.ts';
import { type Clock, systemClock, type Timer } from '../process/clock.ts';
import type { Dirty } from './core/succession.ts';
import { BackpressureError, PoisonedStoreError } from './errors.ts';
import { moreUrgent, outranks, type Priority } from './priority.ts';

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
   * Rejects with `ERR_NOT_DURABLE` if the worker ends before. Made when it is first asked for, and
   * holds the process open until then settled.
   */
  readonly durable: Promise<void>;
}

/** Limits that the ledger looks up at each request, since they can change while it runs. */
export interface LedgerLimits {
  readonly maxPendingStores: number;
  readonly persistenceInterval: number;
}

interface Entry {
  /** Number of the latest request. */
  latest: number;
  /** Everything up to this number is durable. */
  durable: number;
  /** The most urgent class among what is not durable. */
  priority: Priority;
  /** The most urgent class that the worker was told since the last fence of this store began. */
  announced: Priority | undefined;
  waiters: Waiter[];
}

interface Waiter {
  readonly seq: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Which stores have requests that no fence has covered: the worker's memory outside of the worker.
 * It answers at the door without waiting, and since it outlives every incarnation, a request that
 * was accepted is never lost: not in a mailbox, not in a crash.
 */
export class Ledger {
  /** Requests refused because the limit was reached. */
  rejected = 0;
  clock: Clock = systemClock;
  private readonly own: StoreId;
  private readonly limits: () => LedgerLimits;
  private readonly entries = new Map<StoreId, Entry>();
  private readonly poisoned = new Map<StoreId, HoldfastError>();
  private lastSeq = 0;
  private waiting = 0;
  private keepAlive: Timer | undefined;
  private refusal: HoldfastError | undefined;
  private abandoned: HoldfastError | undefined;

  constructor(own: StoreId, limits: () => LedgerLimits) {
    this.own = own;
    this.limits = limits;
  }

  /** Why a request for this store would be refused now. A store already pending never is. */
  check(storeId: StoreId, priority: Priority): HoldfastError | undefined {
    if (this.refusal !== undefined) return this.refusal;
    const poisoned = this.poisoned.get(storeId);
    if (poisoned !== undefined) return poisoned;
    if (this.entries.has(storeId) || storeId === this.own) return undefined;
    const { maxPendingStores, persistenceInterval } = this.limits();
    if (this.entries.size < maxPendingStores) return undefined;
    return new BackpressureError({
      pending: this.entries.size,
      limit: maxPendingStores,
      priority,
      retryAfterMs: persistenceInterval,
    });
  }

  /**
   * Takes a request in. `announce` is called when the worker has to be told of it: of the first one
   * since the last fence of this store began, and again of one that is more urgent.
   */
  request(
    storeId: StoreId,
    priority: Priority,
    announce: (seq: number, priority: Priority) => void,
  ): RequestResult {
    const error = this.check(storeId, priority);
    if (error !== undefined) {
      if (error === this.refusal) return { accepted: false, error };
      this.rejected += 1;
      return { accepted: false, error };
    }
    const entry = this.entry(storeId, priority);
    this.lastSeq += 1;
    entry.latest = this.lastSeq;
    entry.priority = moreUrgent(entry.priority, priority);
    if (entry.announced === undefined || outranks(priority, entry.announced)) {
      entry.announced = priority;
      announce(entry.latest, priority);
    }
    return new Accepted(this, storeId, entry.latest, this.pressure);
  }

  /** Takes in what another process had accepted, whatever the limit says. */
  adopt(storeId: StoreId, priority: Priority): void {
    const entry = this.entry(storeId, priority);
    this.lastSeq += 1;
    entry.latest = this.lastSeq;
    entry.announced = priority;
  }

  private get pressure(): number {
    return this.entries.size / this.limits().maxPendingStores;
  }

  /** A fence of this store begins now: the number of the last request that it covers. */
  cover(storeId: StoreId): number {
    const entry = this.entries.get(storeId);
    if (entry === undefined) return this.lastSeq;
    entry.announced = undefined;
    return entry.latest;
  }

  /** Everything of this store up to `seq` is durable. */
  advance(storeId: StoreId, seq: number): void {
    const entry = this.entries.get(storeId);
    if (entry === undefined) return;
    entry.durable = Math.max(entry.durable, seq);
    const covered = entry.waiters.filter((waiter) => waiter.seq <= seq);
    entry.waiters = entry.waiters.filter((waiter) => waiter.seq > seq);
    if (entry.latest <= seq) this.entries.delete(storeId);
    // What is left came after the fence had begun.
    else entry.priority = entry.announced ?? entry.priority;
    this.countWaiters(-covered.length);
    for (const waiter of covered) waiter.resolve();
  }

  /** Resolves when request `seq` is durable. Rejects with `ERR_NOT_DURABLE` if it never will be. */
  whenDurable(storeId: StoreId, seq: number): Promise<void> {
    const entry = this.entries.get(storeId);
    if (entry === undefined || seq <= entry.durable) return Promise.resolve();
    const hopeless = this.abandoned ?? this.poisoned.get(storeId);
    if (hopeless !== undefined) return Promise.reject(hopeless);
    return new Promise((resolve, reject) => {
      entry.waiters.push({ seq, resolve, reject });
      this.countWaiters(1);
    });
  }

  /** What was accepted and is not proven durable. */
  dirty(): ReadonlyMap<StoreId, Dirty> {
    return new Map(
      [...this.entries].map(([storeId, { latest: seq, priority }]) => [storeId, { seq, priority }]),
    );
  }

  /** A sync of this store failed: nothing of it becomes durable until it is reopened. */
  poison(storeId: StoreId, cause: unknown): void {
    const error = new PoisonedStoreError(storeId, cause);
    this.poisoned.set(storeId, error);
    const waiters = this.entries.get(storeId)?.waiters.splice(0) ?? [];
    this.countWaiters(-waiters.length);
    for (const waiter of waiters) waiter.reject(error);
  }

  /** It is believed again. */
  reopen(storeId: StoreId): void {
    this.poisoned.delete(storeId);
  }

  /**
   * A successor takes over everything that is dirty. It is told of every store that asks again all
   * the same: a late success of its predecessor's may clear what it took over.
   */
  takeOver(): ReadonlyMap<StoreId, Dirty> {
    for (const entry of this.entries.values()) entry.announced = undefined;
    return this.dirty();
  }

  /** A new incarnation serves: requests are accepted again. */
  open(): void {
    this.refusal = undefined;
    this.abandoned = undefined;
  }

  /** No request is accepted any more, until a new incarnation serves. */
  close(refusal: HoldfastError): void {
    this.refusal ??= refusal;
  }

  /** Nobody will fence what is left: tells everybody who waits for it. */
  abandon(error: HoldfastError): void {
    this.abandoned ??= error;
    this.countWaiters(-this.waiting);
    for (const entry of this.entries.values()) {
      for (const waiter of entry.waiters.splice(0)) waiter.reject(error);
    }
  }

  /** Somebody waits for durability: the process must not end before the tick that brings it. */
  private countWaiters(change: number): void {
    this.waiting += change;
    if (this.waiting === 0) {
      this.keepAlive?.cancel();
      this.keepAlive = undefined;
    } else {
      this.keepAlive ??= this.clock.setTimer(Number.POSITIVE_INFINITY, () => undefined, {
        keepAlive: true,
      });
    }
  }

  private entry(storeId: StoreId, priority: Priority): Entry {
    let entry = this.entries.get(storeId);
    if (entry === undefined) {
      // A store that is not in here has nothing that is not durable.
      entry = { latest: 0, durable: this.lastSeq, priority, announced: undefined, waiters: [] };
      this.entries.set(storeId, entry);
    }
    return entry;
  }
}

class Accepted implements AcceptedRequest {
  readonly accepted = true;
  readonly pressure: number;
  private readonly wait: () => Promise<void>;
  private promise: Promise<void> | undefined;

  constructor(ledger: Ledger, storeId: StoreId, seq: number, pressure: number) {
    this.pressure = pressure;
    this.wait = () => ledger.whenDurable(storeId, seq);
  }

  get durable(): Promise<void> {
    this.promise ??= this.wait();
    return this.promise;
  }
}
