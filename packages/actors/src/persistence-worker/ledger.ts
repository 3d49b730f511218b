import type { HoldfastError } from '../errors.ts';
import type { StoreId } from '../ports/store-id.ts';
import type { Clock } from '../process/clock.ts';
import { NoProcessError } from '../process/errors.ts';
import { Accepted, type RequestResult } from './accepted-request.ts';
import type { Dirty } from './core/succession.ts';
import { Doorkeeper, type LedgerLimits } from './doorkeeper.ts';
import { DurableWaiters } from './durable-waiters.ts';
import { BackpressureError, PoisonedStoreError } from './errors.ts';
import { moreUrgent, outranks, type Priority } from './priority.ts';
import { type Home, ReadyRoom } from './ready-room.ts';

interface Entry {
  /** Number of the latest request. */
  latest: number;
  /** Everything up to this number is durable. */
  durable: number;
  /** The most urgent class among what is not durable. */
  priority: Priority;
  /** The most urgent class that the worker was told since the last fence of this store began. */
  announced: Priority | undefined;
  /** What the last fence that began covers. */
  covered: number;
  /** The most urgent class since then. */
  since: Priority | undefined;
}

/**
 * Which stores have requests that no fence has covered: the worker's memory outside of the worker.
 * It answers at the door without waiting, and since it outlives every incarnation, a request that
 * was accepted is never lost: not in a mailbox, not in a crash.
 */
export class Ledger {
  private readonly own: StoreId;
  private readonly doorkeeper: Doorkeeper;
  private readonly entries = new Map<StoreId, Entry>();
  private readonly poisoned = new Map<StoreId, HoldfastError>();
  private readonly waiters = new DurableWaiters();
  private lastSeq = 0;
  /** Who waits until there is room; made for the first one. */
  private waitsForRoom: ReadyRoom | undefined;
  private home: Home | undefined;
  private refusal: HoldfastError | undefined;
  private abandoned: HoldfastError | undefined;

  constructor(own: StoreId, limits: () => LedgerLimits) {
    this.own = own;
    this.doorkeeper = new Doorkeeper(limits);
  }

  /** For who waits for durability. */
  set clock(clock: Clock) {
    this.waiters.clock = clock;
  }

  /**
   * Why a request for this store would be refused now. Never for want of room if the store is
   * pending already, or is the worker's own.
   */
  check(storeId: StoreId, priority: Priority): HoldfastError | undefined {
    const refusal = this.refusal ?? this.poisoned.get(storeId);
    if (refusal !== undefined) return refusal;
    if (this.entries.has(storeId) || storeId === this.own) return undefined;
    return this.doorkeeper.check(this.entries.size, priority);
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
    this.doorkeeper.knock(priority);
    const error = this.check(storeId, priority);
    if (error === undefined) return this.accept(storeId, priority, announce);
    if (error instanceof BackpressureError) this.doorkeeper.count(priority);
    this.waitsForRoom?.asked();
    return { accepted: false, error };
  }

  private accept(
    storeId: StoreId,
    priority: Priority,
    announce: (seq: number, priority: Priority) => void,
  ): RequestResult {
    const entry = this.entry(storeId, priority);
    this.lastSeq += 1;
    const seq = this.lastSeq;
    entry.latest = seq;
    entry.priority = moreUrgent(entry.priority, priority);
    entry.since = moreUrgent(entry.since ?? priority, priority);
    if (entry.announced === undefined || outranks(priority, entry.announced)) {
      entry.announced = priority;
      announce(seq, priority);
    }
    this.waitsForRoom?.asked();
    return new Accepted(this.doorkeeper.pressure(this.entries.size), () =>
      this.whenDurable(storeId, seq),
    );
  }

  /** Takes in what another process had accepted, whatever the limit says. */
  adopt(storeId: StoreId, priority: Priority): void {
    const entry = this.entry(storeId, priority);
    this.lastSeq += 1;
    entry.latest = this.lastSeq;
    entry.announced = priority;
  }

  /** How many requests were refused for want of room. */
  get rejections(): Doorkeeper['rejections'] {
    return this.doorkeeper.rejections;
  }

  /** A fence of this store begins now: the number of the last request that it covers. */
  cover(storeId: StoreId): number {
    const entry = this.entries.get(storeId);
    if (entry === undefined) return this.lastSeq;
    entry.announced = undefined;
    entry.since = undefined;
    entry.covered = entry.latest;
    return entry.latest;
  }

  /** Everything of this store up to `seq` is durable. */
  advance(storeId: StoreId, seq: number): void {
    const entry = this.entries.get(storeId);
    if (entry === undefined) return;
    entry.durable = Math.max(entry.durable, seq);
    if (entry.latest <= seq) {
      this.entries.delete(storeId);
      this.roomChanged();
    } else if (seq >= entry.covered) {
      // What is left came after the last fence had begun. An earlier one leaves more than that.
      entry.priority = entry.since ?? entry.priority;
    }
    this.waiters.advance(storeId, seq);
  }

  /** The limits are others now, or something has left. */
  roomChanged(): void {
    this.doorkeeper.watch(this.entries.size);
    this.waitsForRoom?.wake();
  }

  /**
   * A sync of this store failed: nothing of it becomes durable until it is reopened. Requests are
   * refused, and who waits is told; it stays dirty. Again: the first `cause` stands.
   */
  poison(storeId: StoreId, cause: unknown): void {
    const error = this.poisoned.get(storeId) ?? new PoisonedStoreError(storeId, cause);
    this.poisoned.set(storeId, error);
    this.waiters.refuse(storeId, error);
  }

  /** It is believed again. */
  reopen(storeId: StoreId): void {
    this.poisoned.delete(storeId);
  }

  /** A successor believes all but these, whatever its predecessor had come to tell. */
  keepPoisoned(poisoned: Iterable<[StoreId, unknown]>): void {
    const kept = new Map(poisoned);
    for (const storeId of this.poisoned.keys()) if (!kept.has(storeId)) this.reopen(storeId);
    for (const [storeId, cause] of kept) this.poison(storeId, cause);
  }

  /** Resolves when request `seq` is durable. Rejects with `ERR_NOT_DURABLE` if it never will be. */
  whenDurable(storeId: StoreId, seq: number): Promise<void> {
    const entry = this.entries.get(storeId);
    if (entry === undefined || seq <= entry.durable) return Promise.resolve();
    const refusal = this.abandoned ?? this.poisoned.get(storeId);
    return refusal === undefined ? this.waiters.wait(storeId, seq) : Promise.reject(refusal);
  }

  /** Who waits until there is room. */
  get readyRoom(): ReadyRoom {
    this.waitsForRoom ??= this.newReadyRoom();
    return this.waitsForRoom;
  }

  /** What was accepted and is not proven durable. */
  dirty(): ReadonlyMap<StoreId, Dirty> {
    return new Map(
      [...this.entries].map(([storeId, { latest: seq, priority }]) => [storeId, { seq, priority }]),
    );
  }

  /**
   * A successor takes over everything that is dirty. It is told of every store that asks again all
   * the same: a late success of its predecessor's may clear what it took over.
   */
  takeOver(): ReadonlyMap<StoreId, Dirty> {
    for (const entry of this.entries.values()) entry.announced = undefined;
    return this.dirty();
  }

  /** A new incarnation serves: requests are accepted again, and who waits for room is let go on. */
  open(home?: Home): void {
    this.refusal = undefined;
    this.abandoned = undefined;
    this.home = home ?? this.home;
    if (home !== undefined) this.waitsForRoom?.open(home);
  }

  /** No request is accepted any more, until a new incarnation serves. */
  close(refusal: HoldfastError): void {
    this.refusal ??= refusal;
    this.home = undefined;
    this.waitsForRoom?.close(refusal);
  }

  /** Nobody will fence what is left: tells everybody who waits for it. */
  abandon(error: HoldfastError): void {
    this.abandoned ??= error;
    this.waiters.refuseAll(this.abandoned);
  }

  private newReadyRoom(): ReadyRoom {
    const places = (): number => this.doorkeeper.freePlaces(this.entries.size);
    const why = this.refusal ?? new NoProcessError(`persistence worker of ${this.own}`);
    const room = new ReadyRoom(places, why);
    if (this.home !== undefined) room.open(this.home);
    return room;
  }

  private entry(storeId: StoreId, priority: Priority): Entry {
    let entry = this.entries.get(storeId);
    if (entry === undefined) {
      // A store that is not in here has nothing that is not durable.
      entry = {
        latest: 0,
        durable: this.lastSeq,
        priority,
        announced: undefined,
        covered: 0,
        since: undefined,
      };
      this.entries.set(storeId, entry);
      this.doorkeeper.watch(this.entries.size);
    }
    return entry;
  }
}
