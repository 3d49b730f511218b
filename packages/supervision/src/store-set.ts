/** The stores of a system while they come, serve and go. */
import {
  type ActorSystem,
  type ExitReason,
  InvalidOptionError,
  PersistenceWorker,
  type WorkerOptionsInput,
  type WorkerSnapshot,
} from '@holdfast/actors';
import type { EventStore, StoreId } from '@holdfast/actors/ports';
import { type CloseReport, closeMember, closeReport, type StoreReport } from './close-report.ts';
import { SystemStoppedError } from './errors.ts';
import { lastFences } from './last-fences.ts';
import { type CommonOptions, type Member, newMember } from './member.ts';
import { Membership } from './membership.ts';
import { checkStore } from './store-checks.ts';
import { StoreTree } from './store-tree.ts';
import type { SupervisedStore } from './supervised-store.ts';
import { SystemListeners } from './system-listeners.ts';
import { systemStopped } from './system-stopped.ts';
import { TimeBudget } from './time-budget.ts';

export interface FirstStore {
  readonly id: string;
  readonly store: EventStore;
  readonly own: WorkerOptionsInput | undefined;
  readonly snapshot: WorkerSnapshot | undefined;
}

/** How to remove a store. */
export interface RemoveStoreOptions {
  /** How long it may take in all, in ms. Default: the worker's `shutdownTimeout`. */
  readonly timeout?: number;
}

export class StoreSet {
  readonly closed: Promise<CloseReport>;
  readonly listeners: SystemListeners;
  private readonly system: ActorSystem;
  private readonly tree: StoreTree;
  private readonly common: CommonOptions;
  private readonly members: Membership<Member, StoreReport>;
  private closing: TimeBudget | undefined;

  /** Starts the workers. Rejects with `ERR_INVALID_OPTION` or `ERR_START_FAILED`. */
  static async start(
    system: ActorSystem,
    first: readonly FirstStore[],
    common: CommonOptions,
  ): Promise<StoreSet> {
    const listeners = new SystemListeners(system.logger);
    const members = first.map(({ id, store, own = {}, snapshot }) =>
      newMember(id, store, own, common, snapshot),
    );
    for (const { worker } of members) PersistenceWorker.subscribe(worker, listeners.tell);
    const tree = await StoreTree.start(
      system,
      members.map(({ spec }) => spec),
    );
    return new StoreSet(system, tree, members, listeners, common);
  }

  private constructor(
    system: ActorSystem,
    tree: StoreTree,
    members: readonly Member[],
    listeners: SystemListeners,
    common: CommonOptions,
  ) {
    this.system = system;
    this.tree = tree;
    this.listeners = listeners;
    this.common = common;
    this.members = new Membership(members.map((member) => [member.worker.storeId, member]));
    this.closed = tree.ended.then((reason) => this.finish(reason));
    // A host that does not look at `closed` must not end because of it.
    this.closed.catch(() => undefined);
  }

  get ids(): readonly StoreId[] {
    return this.members.known.map(({ worker }) => worker.storeId);
  }

  /** Throws `ERR_UNKNOWN_STORE`. */
  get(id: string): Member {
    return this.members.get(id);
  }

  async add(id: string, store: EventStore, own: WorkerOptionsInput): Promise<SupervisedStore> {
    const owned = new Set(this.members.everybody.map((member) => member.store));
    checkStore('store', store, owned);
    const member = newMember(id, store, own, this.common);
    PersistenceWorker.subscribe(member.worker, this.listeners.tell);
    await this.members.add(id, member, () => this.tree.add(member.spec));
    return member.supervised;
  }

  async remove(id: string, { timeout }: RemoveStoreOptions): Promise<CloseReport> {
    if (timeout !== undefined && !(Number.isFinite(timeout) && timeout >= 0)) {
      throw new InvalidOptionError('timeout', timeout, 'a number of milliseconds ≥ 0');
    }
    const report = await this.members.remove(id, (member) => this.takeOut(member, timeout));
    return closeReport([report]);
  }

  close(): Promise<CloseReport> {
    if (this.closing === undefined) void this.shutDown();
    return this.closed;
  }

  private async takeOut(member: Member, timeout: number | undefined): Promise<StoreReport> {
    const budget = this.budgetOf([member], timeout);
    await lastFences(member, budget);
    await this.tree.remove(member.worker.storeId);
    return closeMember(member, budget);
  }

  private async shutDown(): Promise<void> {
    this.closing = this.budgetOf(this.members.present);
    this.members.close();
    for (const { supervised } of this.members.everybody) void supervised.stopAppends();
    const present = this.members.present;
    const fenced = present.map((member) => lastFences(member, this.budgetOf([member])));
    await Promise.all([...fenced, this.members.left()]);
    await this.tree.stop();
  }

  /** No worker runs any more: what was asked for, or the restart intensity was exceeded. */
  private async finish(reason: ExitReason): Promise<CloseReport> {
    const byItself = this.closing === undefined;
    this.closing ??= this.budgetOf(this.members.present);
    this.members.close();
    if (byItself) this.listeners.tell(await systemStopped(this.members.known, reason, this.system));
    await Promise.all([this.members.joined(), this.members.left()]);
    const { closing } = this;
    const closed = this.members.present.map((member) => closeMember(member, closing));
    const report = closeReport(await Promise.all(closed));
    await this.system.close();
    if (byItself) throw new SystemStoppedError(reason, report);
    return report;
  }

  private budgetOf(members: readonly Member[], totalMs?: number): TimeBudget {
    const longest = members.map(({ worker }) => PersistenceWorker.shutdownTimeout(worker));
    return new TimeBudget(this.system.clock, totalMs ?? Math.max(0, ...longest));
  }
}
