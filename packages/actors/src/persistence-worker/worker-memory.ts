import type { ServerContext } from '../gen-server/context.ts';
import type { FencePort } from '../ports/fence-port.ts';
import { storeId as checkStoreId, type StoreId } from '../ports/store-id.ts';
import { NoProcessError } from '../process/errors.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { AnyPid } from '../process/pid.ts';
import { exited } from '../process/process-verbs.ts';
import { restoredState, takeSnapshot, type WorkerSnapshot } from './core/snapshot.ts';
import { initialState, type WorkerState } from './core/state.ts';
import type { OutsideCounts } from './core/stats.ts';
import { recoveredState } from './core/succession.ts';
import { Departure } from './departure.ts';
import { NotDurableError, WorkerStoppedError } from './errors.ts';
import { FencesOut } from './fences-out.ts';
import { Incarnations } from './incarnations.ts';
import { Isolations } from './isolations.ts';
import { Ledger } from './ledger.ts';
import { Listeners } from './listeners.ts';
import type { WorkerProtocol } from './messages.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { WaitingRoom } from './waiting-room.ts';

/**
 * What outlives one incarnation of a worker: the ledger at its door, who waits for an answer, the
 * last good state, and who listens. It belongs to the child spec, so a supervisor's restart starts
 * from it.
 */
export class WorkerMemory {
  readonly storeId: StoreId;
  readonly fences: FencesOut;
  readonly isolations: Isolations;
  readonly ledger: Ledger;
  readonly room: WaitingRoom;
  readonly listeners: Listeners = new Listeners();
  readonly initialOptions: ResolvedOptions;
  /** The state after the last message that was handled to its end. */
  lastState: WorkerState | undefined;
  readonly incarnations: Incarnations = new Incarnations();
  private parent: AnyPid | undefined;
  /** Where the first incarnation begins. */
  private readonly snapshot: WorkerSnapshot | undefined;
  private readonly departure = new Departure();

  constructor(
    storeId: StoreId,
    port: FencePort,
    options: ResolvedOptions,
    snapshot?: WorkerSnapshot,
  ) {
    this.storeId = storeId;
    this.fences = new FencesOut(port);
    this.initialOptions = options;
    this.snapshot = snapshot;
    this.ledger = new Ledger(storeId, () => this.options.values);
    const { incarnations } = this;
    this.isolations = new Isolations((message) => incarnations.tell(message));
    for (const { storeId: id, priority } of snapshot?.pending ?? []) {
      this.ledger.adopt(checkStoreId(id), priority);
    }
    this.room = new WaitingRoom(
      (message) => incarnations.tell(message),
      () => notRunning(storeId),
    );
  }

  /** The options in force. */
  get options(): ResolvedOptions {
    return this.lastState?.options ?? this.initialOptions;
  }

  get outsideCounts(): OutsideCounts {
    return {
      ...this.fences.times.percentiles,
      ...this.ledger.rejections,
      restarts: Math.max(0, this.incarnations.count - 1),
    };
  }

  /**
   * Whoever waits is told when nobody is left who would restart the worker: its parent has ended,
   * and it with it. If the parent's own supervisor starts both again, they begin where they ended.
   */
  followParent(parent: AnyPid): void {
    if (this.parent === parent) return;
    this.parent = parent;
    void exited(parent).then(() => {
      this.abandon();
    });
  }

  /** A new incarnation begins: with a fresh state, or with what its predecessor left. */
  begin(context: ServerContext<WorkerProtocol>): WorkerState {
    const { endReason } = this.incarnations;
    this.incarnations.begin(context);
    this.ledger.clock = context.system.clock;
    if (!this.departure.begun) this.ledger.open(context.system);
    this.room.open(context.system.deadlines);
    const last = this.lastState ?? this.firstState(context.now());
    const waits = (caller: number): boolean => this.room.has(caller);
    const dirty = this.ledger.takeOver();
    const state = recoveredState(last, { dirty, waits, now: context.now() });
    this.lastState = state;
    this.ledger.keepPoisoned(state.poisoned);
    const kept = (caller: number): boolean =>
      state.waiting.has(caller) || state.drainers.has(caller);
    for (const asked of this.room.handOver(kept, endReason)) this.incarnations.tell(asked);
    return state;
  }

  /** What it knows, as plain data. Before its first incarnation: what that begins with. */
  takeSnapshot(): WorkerSnapshot {
    const now = this.incarnations.system?.clock.now() ?? 0;
    return takeSnapshot(this.lastState ?? this.firstState(now), this.ledger.dirty(), now);
  }

  private firstState(now: number): WorkerState {
    const { storeId, initialOptions, snapshot } = this;
    if (snapshot === undefined) return initialState(storeId, initialOptions, now);
    return restoredState(snapshot, initialOptions, this.ledger.dirty(), now);
  }

  /** Nothing is accepted any more; who waits goes on waiting, for what the last fences bring. */
  close(): void {
    const refusal = new WorkerStoppedError(this.storeId);
    this.ledger.close(refusal);
    this.room.close(() => refusal);
  }

  /** No request is accepted any more, by a successor neither, until it has ended. */
  leave(): void {
    this.departure.begun = true;
    this.ledger.close(new WorkerStoppedError(this.storeId));
  }

  finishWithin(ms: number): void {
    const now = this.incarnations.system?.clock.now();
    if (now !== undefined) this.departure.limit(now, ms);
  }

  /** When a final persistence that begins now is to be over, with a share of its time to spare. */
  finalDeadline(now: number, spare: number): number {
    return this.departure.deadline(now, this.shutdownMs * (1 - spare));
  }

  /** The supervisor kills after the time that the child spec named, whatever was configured since. */
  get shutdownMs(): number {
    const { shutdownTimeout } = this.options.values;
    return Math.min(shutdownTimeout, this.initialOptions.values.shutdownTimeout);
  }

  /** The incarnation has made its final persistence: whoever still waits is told. */
  stopped(reason: ExitReason): readonly StoreId[] {
    this.incarnations.serving = false;
    this.giveUp(reason);
    return this.unfenced;
  }

  /** It has ended, and nobody will fence what is left. Idempotent; does nothing while it lives. */
  abandon(): void {
    const { alive, endReason, serving: crashed } = this.incarnations;
    if (alive) return;
    this.incarnations.serving = false;
    const callers = this.room.size;
    this.close();
    this.room.close(() => notRunning(this.storeId));
    this.giveUp(endReason);
    if (crashed) this.publishAbandoned(callers);
  }

  get unfenced(): readonly StoreId[] {
    return [...this.ledger.dirty().keys()];
  }

  private giveUp(reason: ExitReason): void {
    this.departure.over();
    this.ledger.abandon(new NotDurableError(this.storeId));
    this.room.abandon(reason);
  }

  private publishAbandoned(callers: number): void {
    const { storeId, unfenced: left } = this;
    const { system, endReason: reason } = this.incarnations;
    if (system === undefined) return;
    const at = system.clock.wallTime();
    const event = { type: 'worker_abandoned', storeId, at, reason, left, callers } as const;
    this.listeners.tell(event, system.logger, system.clock);
  }
}

function notRunning(storeId: StoreId): NoProcessError {
  return new NoProcessError(`persistence worker of ${storeId}`);
}
