/** What a host holds of a worker. Looks its process up at every call, so it outlives a restart. */
import { InvalidOptionError } from '../errors.ts';
import type { Parent } from '../gen-server/context.ts';
import { NoProcessError } from '../gen-server/errors.ts';
import * as GenServer from '../gen-server/gen-server.ts';
import type { FencePort } from '../ports/fence-port.ts';
import { storeId as checkStoreId, type StoreId } from '../ports/store-id.ts';
import type { ActorSystem } from '../process/actor-system.ts';
import { type Pid, type ProcessName, processName } from '../process/pid.ts';
import { exited } from '../process/process-verbs.ts';
import type { WorkerStats } from './core/stats.ts';
import type { PersistenceListener } from './events.ts';
import type { ForceResult } from './force-result.ts';
import type { RequestResult } from './ledger.ts';
import type { EffectiveOptions, WorkerProtocol } from './messages.ts';
import type { WorkerOptionsInput } from './options.ts';
import { checkLayer, environmentLayer, resolveOptions } from './resolve-options.ts';
import { WorkerCallbacks } from './worker.ts';
import { WorkerMemory } from './worker-memory.ts';

/** Options of one worker: its store, and any of the worker's options. */
export interface PersistenceWorkerOptions extends WorkerOptionsInput {
  readonly storeId: string;
  /** What is fenced. */
  readonly store: FencePort;
  /** Options for every worker of a system: below the worker's own and below the environment. */
  readonly defaults?: WorkerOptionsInput;
  /** Where `HOLDFAST_…` is looked up. Default: the environment of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A worker as its host knows it, over all its incarnations. */
export interface PersistenceWorkerRef {
  readonly storeId: StoreId;
  /** The incarnation that serves now; undefined before the first and after the last. */
  readonly pid: Pid<WorkerProtocol> | undefined;
}

/** A child specification, as any supervisor takes it, and the handle of the worker it starts. */
export interface PersistenceWorkerSpec {
  readonly id: string;
  readonly start: (parent: Parent) => Promise<Pid<WorkerProtocol>>;
  readonly restart: 'permanent';
  readonly shutdown: number;
  readonly type: 'worker';
  readonly worker: PersistenceWorkerRef;
}

export interface WaitOptions {
  /** Milliseconds, or `infinity`. Default 5 000. */
  readonly timeout?: number | 'infinity';
  readonly signal?: AbortSignal;
}

export interface ForceOptions extends WaitOptions {
  /** Default: the worker's `forcePersistenceTimeout`. */
  readonly timeout?: number | 'infinity';
  /** Stores to fence whether they are pending or not, besides everything that is. */
  readonly stores?: readonly string[];
  /** With the breaker open: `fail` (default) answers at once, `wait` waits until it lets pass. */
  readonly whenOpen?: 'fail' | 'wait';
}

class WorkerHandle implements PersistenceWorkerRef {
  readonly storeId: StoreId;
  readonly memory: WorkerMemory;

  constructor(memory: WorkerMemory) {
    this.storeId = memory.storeId;
    this.memory = memory;
  }

  get pid(): Pid<WorkerProtocol> | undefined {
    return this.memory.pid;
  }
}

/** The name under which the worker of a store is registered in its actor system. */
export function workerName(storeId: string): ProcessName<WorkerProtocol> {
  return processName(`persistence_worker/${checkStoreId(storeId)}`);
}

/**
 * The specification by which a supervisor starts and restarts this worker: permanent, with
 * `shutdownTimeout` to end in. Pending stores, counters and the breaker's open time pass from one
 * incarnation to the next. Throws `ERR_INVALID_OPTION` that names the option.
 */
export function childSpec(options: PersistenceWorkerOptions): PersistenceWorkerSpec {
  const memory = memoryFor(options);
  return {
    id: memory.storeId,
    start: async (parent) => {
      const name = workerName(memory.storeId);
      const pid = await GenServer.startLink(parent, new WorkerCallbacks(memory), undefined, {
        name,
      });
      memory.followParent(parent.self);
      return pid;
    },
    restart: 'permanent',
    shutdown: memory.options.values.shutdownTimeout,
    type: 'worker',
    worker: new WorkerHandle(memory),
  };
}

/** Starts a worker without a supervisor: nobody restarts it. Rejects as `GenServer.start` does. */
export async function start(
  options: PersistenceWorkerOptions & { readonly system: ActorSystem },
): Promise<PersistenceWorkerRef> {
  const { system, ...own } = options;
  const memory = memoryFor(own);
  const name = workerName(memory.storeId);
  const pid = await GenServer.start(system, new WorkerCallbacks(memory), undefined, { name });
  void exited(pid).then(() => {
    memory.abandon();
  });
  return new WorkerHandle(memory);
}

/**
 * Says that a store (default: the worker's own) has appends that are not fenced. Answers at once
 * and never throws for a legal id: accepted, with a promise of durability, or refused with
 * `ERR_BACKPRESSURE` or `ERR_WORKER_STOPPED`. Asking again while a store is pending costs nothing.
 */
export function requestPersistence(worker: PersistenceWorkerRef, storeId?: string): RequestResult {
  const memory = memoryOf(worker);
  const id = storeId === undefined ? memory.storeId : checkStoreId(storeId);
  return memory.ledger.request(id, (seq) => {
    if (memory.pid === undefined) return;
    GenServer.cast(memory.pid, { type: 'request_persistence', storeId: id, seq });
  });
}

/**
 * Fences everything that is pending now, and the named stores, without waiting for the tick.
 * Resolves with data, also when fences failed. Rejects with `ERR_CALL_TIMEOUT`, the signal's reason,
 * `ERR_NO_PROCESS` or `ERR_SERVER_STOPPED` (the worker crashed; the stores are still pending), or
 * `ERR_BACKPRESSURE` (a named store is not accepted).
 */
export async function forcePersistence(
  worker: PersistenceWorkerRef,
  options: ForceOptions = {},
): Promise<ForceResult> {
  const { stores = [], whenOpen = 'fail', signal } = options;
  for (const store of stores) {
    const requested = requestPersistence(worker, store);
    if (!requested.accepted) throw requested.error;
  }
  const timeout = options.timeout ?? memoryOf(worker).options.values.forcePersistenceTimeout;
  const expiresInMs = timeout === 'infinity' ? Number.POSITIVE_INFINITY : timeout;
  return GenServer.call(
    pidOf(worker),
    { type: 'force_persistence', whenOpen, expiresInMs },
    { timeout, ...(signal && { signal }) },
  );
}

/** The worker's statistics, answered at once also while fences hang. Rejects as a call does. */
export async function getStats(
  worker: PersistenceWorkerRef,
  options: WaitOptions = {},
): Promise<WorkerStats> {
  return GenServer.call(pidOf(worker), { type: 'get_stats' }, options);
}

/** Closes the breaker by hand and fences what is pending. Rejects as a call does. */
export async function resetCircuitBreaker(
  worker: PersistenceWorkerRef,
  options: WaitOptions = {},
): Promise<void> {
  await GenServer.call(pidOf(worker), { type: 'reset_circuit_breaker' }, options);
}

/**
 * Changes options while it runs; they take effect from the next tick or fence on, and answer what
 * is in force with its sources. Rejects with `ERR_INVALID_OPTION`, and then changes nothing.
 */
export async function configure(
  worker: PersistenceWorkerRef,
  patch: WorkerOptionsInput,
  options: WaitOptions = {},
): Promise<EffectiveOptions> {
  const request = { type: 'configure', patch: checkLayer(patch) } as const;
  return GenServer.call(pidOf(worker), request, options);
}

/** Calls `listener` with every event of the worker, over restarts. Answers how to unsubscribe. */
export function subscribe(worker: PersistenceWorkerRef, listener: PersistenceListener): () => void {
  return memoryOf(worker).subscribe(listener);
}

/** Why a request for the worker's own store would be refused now, or undefined. */
export function refusal(worker: PersistenceWorkerRef): Error | undefined {
  return memoryOf(worker).ledger.check(worker.storeId);
}

/** Stores with accepted requests that no fence has covered. Also true once the worker has ended. */
export function unfenced(worker: PersistenceWorkerRef): readonly StoreId[] {
  return [...memoryOf(worker).ledger.dirty().keys()];
}

/** Nobody will restart this worker any more: whoever waits for durability is told. Idempotent. */
export function abandon(worker: PersistenceWorkerRef): void {
  memoryOf(worker).abandon();
}

function memoryFor(options: PersistenceWorkerOptions): WorkerMemory {
  const { storeId, store, defaults = {}, environment = process.env, ...own } = options;
  const id = checkStoreId(storeId);
  if (typeof (store as Partial<FencePort> | undefined)?.fence !== 'function') {
    throw new InvalidOptionError('store', store, 'an object with a fence method');
  }
  const resolved = resolveOptions({
    runtime: {},
    worker: checkLayer(own),
    environment: environmentLayer(environment),
    system: checkLayer(defaults),
  });
  return new WorkerMemory(id, store, resolved);
}

function memoryOf(worker: PersistenceWorkerRef): WorkerMemory {
  if (worker instanceof WorkerHandle) return worker.memory;
  throw new InvalidOptionError('worker', worker, 'a persistence worker');
}

function pidOf(worker: PersistenceWorkerRef): Pid<WorkerProtocol> {
  const { pid } = memoryOf(worker);
  if (pid === undefined) throw new NoProcessError(`persistence worker of ${worker.storeId}`);
  return pid;
}
