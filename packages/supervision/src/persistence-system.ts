import {
  ActorSystem,
  type Clock,
  type EffectiveOptions,
  type ExitReason,
  exited,
  type ForceOptions,
  type ForceResult,
  InvalidOptionError,
  type Logger,
  type PersistenceListener,
  PersistenceWorker,
  type Pid,
  type RequestResult,
  type WaitOptions,
  type WorkerOptionsInput,
  type WorkerProtocol,
  type WorkerStats,
} from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';
import type { ChildSpec } from './child-spec.ts';
import {
  type CloseReport,
  closeMembers,
  finishAppends,
  type Member,
  unfencedOf,
} from './close-report.ts';
import { SystemStoppedError, UnknownStoreError } from './errors.ts';
import { SupervisedStore } from './supervised-store.ts';
import * as Supervisor from './supervisor.ts';

/** The stores of a system by their ids. */
export type Stores = Readonly<Record<string, EventStore>>;

export interface PersistenceSystemOptions<S extends Stores> extends WorkerOptionsInput {
  /** The system owns them from now on: `close` closes them. */
  readonly stores: S;
  /** Options of single workers; they win over the environment and over those of the system. */
  readonly perStore?: { readonly [Id in keyof S]?: WorkerOptionsInput };
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Where `HOLDFAST_…` is looked up. Default: the environment of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Source: ExESDB's persistence system, which allows its workers 10 restarts in 60 s. */
const INTENSITY = { maxRestarts: 10, maxSeconds: 60 };

/**
 * What a host starts: a supervisor with one persistence worker per store. A crash of one worker
 * touches no other, and its successor takes over what was pending. Several systems can live in one
 * process without meeting.
 */
export class PersistenceSystem<S extends Stores = Stores> {
  /**
   * Resolves with the report once `close` is done. Rejects with `ERR_SYSTEM_STOPPED` when the system
   * ends by itself because its workers crash too often; its stores are then closed as well.
   */
  readonly closed: Promise<CloseReport>;
  private readonly system: ActorSystem;
  private readonly supervisor: Supervisor.SupervisorPid;
  private readonly members: ReadonlyMap<string, Member>;
  private closing = false;

  /**
   * Starts the workers. Rejects with `ERR_INVALID_OPTION` that names the option; then nothing runs
   * and the stores are still the host's.
   */
  static async start<S extends Stores>(
    options: PersistenceSystemOptions<S>,
  ): Promise<PersistenceSystem<S>> {
    const { stores, perStore = {}, logger, clock, environment, ...defaults } = options;
    checkStores(stores, perStore);
    const own = new Map<string, WorkerOptionsInput | undefined>(Object.entries(perStore));
    const specs = Object.entries(stores).map(([storeId, store]) =>
      PersistenceWorker.childSpec({
        ...own.get(storeId),
        storeId,
        store,
        defaults,
        ...(environment && { environment }),
      }),
    );
    const system = new ActorSystem({ ...(logger && { logger }), ...(clock && { clock }) });
    const supervisor = await startSupervisor(system, specs);
    const members = specs.map(({ worker }, index): Member => {
      const store = Object.values(stores)[index] as EventStore;
      return { store, worker, supervised: new SupervisedStore(store, worker) };
    });
    return new PersistenceSystem<S>(system, supervisor, members);
  }

  private constructor(
    system: ActorSystem,
    supervisor: Supervisor.SupervisorPid,
    members: readonly Member[],
  ) {
    this.system = system;
    this.supervisor = supervisor;
    this.members = new Map(members.map((member) => [member.worker.storeId, member]));
    this.closed = exited(supervisor).then((reason) => this.finish(reason));
    // A host that does not look at `closed` must not end because of it.
    this.closed.catch(() => undefined);
  }

  /** The ids of its stores. */
  get storeIds(): readonly (keyof S & string)[] {
    return [...this.members.keys()];
  }

  /** A store under supervision. Throws `ERR_UNKNOWN_STORE`, as all verbs below do. */
  store(id: keyof S & string): SupervisedStore {
    return this.member(id).supervised;
  }

  /** Says that a store has appends that are not fenced. `append` does it by itself. At once. */
  requestPersistence(id: keyof S & string): RequestResult {
    return PersistenceWorker.requestPersistence(this.member(id).worker);
  }

  /** Fences what is pending now and answers with data; see `PersistenceWorker.forcePersistence`. */
  async forcePersistence(id: keyof S & string, options?: ForceOptions): Promise<ForceResult> {
    return PersistenceWorker.forcePersistence(this.member(id).worker, options);
  }

  /** Answered at once, also while fences hang. */
  async getStats(id: keyof S & string, options?: WaitOptions): Promise<WorkerStats> {
    return PersistenceWorker.getStats(this.member(id).worker, options);
  }

  /** Closes the breaker by hand and fences what is pending. */
  async resetCircuitBreaker(id: keyof S & string, options?: WaitOptions): Promise<void> {
    return PersistenceWorker.resetCircuitBreaker(this.member(id).worker, options);
  }

  /** Changes options while it runs. Rejects with `ERR_INVALID_OPTION`, and then changes nothing. */
  async configure(id: keyof S & string, patch: WorkerOptionsInput): Promise<EffectiveOptions> {
    return PersistenceWorker.configure(this.member(id).worker, patch);
  }

  /** The process that serves a store now. A restart gives it another. */
  pid(id: keyof S & string): Pid<WorkerProtocol> | undefined {
    return this.member(id).worker.pid;
  }

  /** Calls `listener` with every event of every worker. Answers how to unsubscribe. */
  subscribe(listener: PersistenceListener): () => void {
    const unsubscribe = [...this.members.values()].map(({ worker }) =>
      PersistenceWorker.subscribe(worker, listener),
    );
    return () => {
      for (const stop of unsubscribe) stop();
    };
  }

  /**
   * Ends in order: no append is accepted any more, those on their way get 5 s, every worker makes
   * its final fence within its `shutdownTimeout` (all at the same time), the stores are closed.
   * Resolves with what was left; rejects only if the system ended by itself before. Idempotent.
   */
  close(): Promise<CloseReport> {
    if (!this.closing) {
      this.closing = true;
      void this.shutDown();
    }
    return this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  private async shutDown(): Promise<void> {
    await finishAppends([...this.members.values()], this.system.clock);
    // It may have ended by itself already, which `closed` then tells.
    await Supervisor.stop(this.supervisor, 'shutdown').catch(() => undefined);
  }

  private async finish(reason: ExitReason): Promise<CloseReport> {
    const members = [...this.members.values()];
    const byItself = !this.closing;
    this.closing = true;
    const unfenced = unfencedOf(members);
    const report = await closeMembers(members, this.system.clock);
    await this.system.close();
    if (byItself) throw new SystemStoppedError(reason, unfenced);
    return report;
  }

  private member(id: string): Member {
    const member = this.members.get(id);
    if (member === undefined) throw new UnknownStoreError(id, this.storeIds);
    return member;
  }
}

async function startSupervisor(
  system: ActorSystem,
  children: readonly ChildSpec[],
): Promise<Supervisor.SupervisorPid> {
  const options = { ...INTENSITY, children, shutdownOrder: 'all_at_once' } as const;
  try {
    return await Supervisor.start(system, options);
  } catch (error) {
    await system.close();
    throw error;
  }
}

function checkStores(stores: Stores, perStore: object): void {
  for (const [id, store] of Object.entries(stores)) {
    for (const verb of ['append', 'read', 'readAll', 'fence', 'close'] as const) {
      if (typeof (store as Partial<EventStore> | undefined)?.[verb] !== 'function') {
        const hint = store instanceof Promise ? ' (await it first)' : '';
        const expected = `a store with the method ${verb}${hint}`;
        throw new InvalidOptionError(`stores.${id}`, store, expected);
      }
    }
  }
  for (const id of Object.keys(perStore)) {
    if (!Object.hasOwn(stores, id)) {
      const known = Object.keys(stores).join(', ');
      throw new InvalidOptionError(`perStore.${id}`, id, `the id of one of its stores: ${known}`);
    }
  }
}
