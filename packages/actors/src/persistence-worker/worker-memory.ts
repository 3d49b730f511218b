import type { ServerContext } from '../gen-server/context.ts';
import type { FencePort } from '../ports/fence-port.ts';
import type { StoreId } from '../ports/store-id.ts';
import type { AnyPid, Pid } from '../process/pid.ts';
import { exited, isAlive } from '../process/process-verbs.ts';
import { initialState, recoveredState, type WorkerState } from './core/state.ts';
import type { OutsideCounts } from './core/stats.ts';
import { NotDurableError, WorkerStoppedError } from './errors.ts';
import type { PersistenceEvent, PersistenceListener } from './events.ts';
import { Ledger } from './ledger.ts';
import type { WorkerProtocol } from './messages.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/**
 * What outlives one incarnation of a worker: the ledger at its door, the last good state, and who
 * listens. It belongs to the child spec, so a supervisor's restart starts from it.
 */
export class WorkerMemory {
  readonly storeId: StoreId;
  readonly port: FencePort;
  readonly ledger: Ledger;
  readonly initialOptions: ResolvedOptions;
  /** The state after the last message that was handled to its end. */
  lastState: WorkerState | undefined;
  /** The incarnation that serves now, or served last. */
  pid: Pid<WorkerProtocol> | undefined;
  incarnations = 0;
  private parent: AnyPid | undefined;
  private readonly listeners = new Set<PersistenceListener>();

  constructor(storeId: StoreId, port: FencePort, options: ResolvedOptions) {
    this.storeId = storeId;
    this.port = port;
    this.initialOptions = options;
    this.ledger = new Ledger(storeId, () => this.options.values);
  }

  /** The options in force. */
  get options(): ResolvedOptions {
    return this.lastState?.options ?? this.initialOptions;
  }

  get outsideCounts(): OutsideCounts {
    return {
      rejectedRequests: this.ledger.rejected,
      restarts: Math.max(0, this.incarnations - 1),
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
      if (this.pid === undefined || !isAlive(this.pid)) this.abandon();
    });
  }

  /** Nobody will fence what is left. Idempotent. */
  abandon(): void {
    this.ledger.close(new WorkerStoppedError(this.storeId));
    this.ledger.abandon(new NotDurableError(this.storeId));
  }

  /** A new incarnation begins: with a fresh state, or with what its predecessor left. */
  begin(context: ServerContext<WorkerProtocol>): WorkerState {
    this.pid = context.self;
    this.incarnations += 1;
    this.ledger.clock = context.system.clock;
    this.ledger.open();
    const dirty = this.ledger.takeOver();
    const last = this.lastState ?? initialState(this.storeId, this.initialOptions, context.now());
    this.lastState = recoveredState(last, dirty, context.now());
    return this.lastState;
  }

  subscribe(listener: PersistenceListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A listener that throws must not disturb the worker, nor the other listeners. */
  publish(event: PersistenceEvent, onError: (error: unknown) => void): void {
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (error) {
        onError(error);
      }
    }
  }
}
