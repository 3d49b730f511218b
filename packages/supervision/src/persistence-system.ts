import {
  ActorSystem,
  type Clock,
  type EffectiveOptions,
  type EventFilter,
  type ForceOptions,
  type ForceResult,
  type Isolation,
  type Logger,
  PersistenceWorker,
  type Pid,
  type ReadyOptions,
  type RequestOptions,
  type RequestResult,
  type WaitOptions,
  type WorkerOptionsInput,
  type WorkerProtocol,
  type WorkerSnapshot,
  type WorkerStats,
} from '@holdfast/actors';
import type { EventStore, StoreId } from '@holdfast/actors/ports';
import type { CloseReport } from './close-report.ts';
import { checkStores } from './store-checks.ts';
import { type RemoveStoreOptions, StoreSet } from './store-set.ts';
import type { SupervisedStore } from './supervised-store.ts';
import type {
  PersistenceSystemEventOf,
  PersistenceSystemEventType,
  PersistenceSystemListener,
} from './system-events.ts';

/** The stores of a system by their ids. */
export type Stores = Readonly<Record<string, EventStore>>;

/**
 * What names a store of a system to its verbs: the ids given at start, which the compiler checks,
 * and checked ids (`store.id`, or `storeId('invoices')` of `@holdfast/actors/ports`) for stores that
 * were added since. Any string for a system that was started without stores, or whose type is
 * `PersistenceSystem` alone.
 */
export type StoreIdOf<S extends Stores> = [keyof S] extends [never]
  ? string
  : (keyof S & string) | StoreId;

/**
 * Stores, and options of their workers: an option that stands here is a default for every worker.
 */
export interface PersistenceSystemOptions<S extends Stores> extends WorkerOptionsInput {
  /** The system owns them from now on: `close` closes them. */
  readonly stores: S;
  /** Options of single workers; they win over the environment and over those of the system. */
  readonly perStore?: { readonly [Id in keyof S]?: WorkerOptionsInput };
  /** Where single workers begin: what `snapshot` answered in an earlier process. */
  readonly snapshots?: { readonly [Id in keyof S]?: WorkerSnapshot };
  /** Where crashes are told. Default: winston, warnings and worse, to standard error. */
  readonly logger?: Logger;
  /** Where time comes from. Default: real time. */
  readonly clock?: Clock;
  /** Where `HOLDFAST_…` is looked up. Default: the environment of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * What a host starts: a supervisor with one persistence worker per store. A crash of one worker
 * touches no other; its successor takes over what was pending and who waits. Several systems can
 * live in one process without meeting.
 */
export class PersistenceSystem<S extends Stores = Stores> {
  private readonly set: StoreSet;

  /**
   * Starts the workers. Rejects with `ERR_INVALID_OPTION` that names the option, or with
   * `ERR_INVALID_SNAPSHOT`; then nothing runs and the stores are still the host's.
   */
  static async start<S extends Stores>(
    options: PersistenceSystemOptions<S>,
  ): Promise<PersistenceSystem<S>> {
    const {
      stores,
      perStore = {},
      snapshots = {},
      logger,
      clock,
      environment,
      ...defaults
    } = options;
    checkStores(stores, { perStore, snapshots });
    const own = new Map<string, WorkerOptionsInput | undefined>(Object.entries(perStore));
    const begin = new Map<string, WorkerSnapshot | undefined>(Object.entries(snapshots));
    const first = Object.entries(stores).map(([id, store]) => {
      return { id, store, own: own.get(id), snapshot: begin.get(id) };
    });
    const system = new ActorSystem({ ...(logger && { logger }), ...(clock && { clock }) });
    try {
      return new PersistenceSystem<S>(
        await StoreSet.start(system, first, { defaults, environment }),
      );
    } catch (error) {
      await system.close();
      throw error;
    }
  }

  private constructor(set: StoreSet) {
    this.set = set;
  }

  /**
   * Resolves with the report once `close` is done. Rejects with `ERR_SYSTEM_STOPPED` when the system
   * ends by itself because its workers crash too often; its stores are then closed as well.
   */
  get closed(): Promise<CloseReport> {
    return this.set.closed;
  }

  /** The ids of its stores, in the order in which they came. */
  get storeIds(): readonly StoreIdOf<S>[] {
    return this.set.ids;
  }

  /**
   * Takes a store in while the system runs, with a worker of its own, and owns it from then on. Its
   * id and its options are checked as those at start are. Rejects with `ERR_INVALID_OPTION`,
   * `ERR_STORE_EXISTS` (also while a store of this id is being removed), `ERR_SYSTEM_CLOSED` or
   * `ERR_START_FAILED`; then nothing has changed and the store is still the host's.
   */
  addStore(
    id: string,
    store: EventStore,
    options: WorkerOptionsInput = {},
  ): Promise<SupervisedStore> {
    return this.set.add(id, store, options);
  }

  /**
   * Takes a store out while the system runs: no append is accepted any more, those on their way are
   * waited for, its worker makes its final fence and ends, the store is closed; all of that within
   * the worker's `shutdownTimeout`. No other store notices. Resolves with what was left, and the id
   * is free again. Asking twice is asking once; an `addStore` on its way is waited for. Rejects with
   * `ERR_UNKNOWN_STORE`, `ERR_SYSTEM_CLOSED` or `ERR_INVALID_OPTION`.
   */
  removeStore(id: StoreIdOf<S>, options: RemoveStoreOptions = {}): Promise<CloseReport> {
    return this.set.remove(id, options);
  }

  /** A store under supervision. Throws `ERR_UNKNOWN_STORE`, as all verbs below do. */
  store(id: StoreIdOf<S>): SupervisedStore {
    return this.set.get(id).supervised;
  }

  /** Says that a store has appends that are not fenced. `append` does it by itself. At once. */
  requestPersistence(id: StoreIdOf<S>, options?: RequestOptions): RequestResult {
    return PersistenceWorker.requestPersistence(this.set.get(id).worker, options);
  }

  /** Resolves when there is room for another request; see `PersistenceWorker.ready`. */
  async ready(id: StoreIdOf<S>, options?: ReadyOptions): Promise<void> {
    return PersistenceWorker.ready(this.set.get(id).worker, options);
  }

  /** Fences what is pending now and answers with data; see `PersistenceWorker.forcePersistence`. */
  async forcePersistence(id: StoreIdOf<S>, options?: ForceOptions): Promise<ForceResult> {
    return PersistenceWorker.forcePersistence(this.set.get(id).worker, options);
  }

  /** Answered at once, also while fences hang. */
  async getStats(id: StoreIdOf<S>, options?: WaitOptions): Promise<WorkerStats> {
    return PersistenceWorker.getStats(this.set.get(id).worker, options);
  }

  /** Closes the breaker by hand and fences what is pending. */
  async resetCircuitBreaker(id: StoreIdOf<S>, options?: WaitOptions): Promise<void> {
    return PersistenceWorker.resetCircuitBreaker(this.set.get(id).worker, options);
  }

  /** The options in force, each with its source, and what is doubtful about them. At any time. */
  options(id: StoreIdOf<S>): EffectiveOptions {
    return PersistenceWorker.options(this.set.get(id).worker);
  }

  /** Changes options while it runs. Rejects with `ERR_INVALID_OPTION`, and then changes nothing. */
  async configure(id: StoreIdOf<S>, patch: WorkerOptionsInput): Promise<EffectiveOptions> {
    return PersistenceWorker.configure(this.set.get(id).worker, patch);
  }

  /** Holds the breaker of a store open by hand; see `PersistenceWorker.isolate`. */
  isolate(id: StoreIdOf<S>): Isolation {
    return PersistenceWorker.isolate(this.set.get(id).worker);
  }

  /** A poisoned store was reopened and checked; see `PersistenceWorker.storeReopened`. */
  storeReopened(id: StoreIdOf<S>): void {
    PersistenceWorker.storeReopened(this.set.get(id).worker);
  }

  /** What the worker of a store knows, as JSON, for `snapshots` of the next process. */
  snapshot(id: StoreIdOf<S>): WorkerSnapshot {
    return PersistenceWorker.snapshot(this.set.get(id).worker);
  }

  /** The process that serves a store now. A restart gives it another. */
  pid(id: StoreIdOf<S>): Pid<WorkerProtocol> | undefined {
    return this.set.get(id).worker.pid;
  }

  /**
   * Calls `listener` with every event of every worker, also of stores that are added later, and with
   * `system_stopped` when the system ends by itself; of these with those that pass the filter.
   * Answers how to unsubscribe. Throws `ERR_INVALID_OPTION` for a type that does not exist.
   */
  subscribe<T extends PersistenceSystemEventType = PersistenceSystemEventType>(
    listener: (event: PersistenceSystemEventOf<T>) => void,
    filter: EventFilter<T> = {},
  ): () => void {
    // It hears only what passes, so it need not know what else there is.
    return this.set.listeners.add(listener as PersistenceSystemListener, filter);
  }

  /**
   * Ends in order, within the largest `shutdownTimeout` of its stores: no append is accepted any
   * more, those on their way get a quarter of that time (5 s at most), every worker makes its final
   * fence (all at the same time), the stores are closed. Resolves with what was left; rejects only
   * if the system ended by itself before. Idempotent. A removal on its way is finished, with a
   * report of its own.
   */
  close(): Promise<CloseReport> {
    return this.set.close();
  }

  /** Closes it at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
