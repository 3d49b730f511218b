/** Starting a worker: by a supervisor through its child spec, or on its own. */
import { InvalidOptionError } from '../errors.ts';
import * as GenServer from '../gen-server/gen-server.ts';
import type { FencePort } from '../ports/fence-port.ts';
import { storeId as checkStoreId } from '../ports/store-id.ts';
import type { ActorSystem } from '../process/actor-system.ts';
import { type Pid, type ProcessName, processName } from '../process/pid.ts';
import type { Parent } from '../process/process-context.ts';
import { exited } from '../process/process-verbs.ts';
import { checkLayer } from './check-options.ts';
import { checkSnapshot } from './check-snapshot.ts';
import type { WorkerSnapshot } from './core/snapshot.ts';
import { environmentLayer, misspelledVariables } from './environment-options.ts';
import type { WorkerProtocol } from './messages.ts';
import type { WorkerOptionsInput } from './options.ts';
import { resolveOptions } from './resolve-options.ts';
import { WorkerCallbacks } from './worker.ts';
import { type PersistenceWorkerRef, WorkerHandle } from './worker-handle.ts';
import { WorkerMemory } from './worker-memory.ts';

/** Options of one worker: its store, and any of the worker's options. */
export interface PersistenceWorkerOptions extends WorkerOptionsInput {
  /** The name of the store, and of its worker: see `storeId` of the ports. */
  readonly storeId: string;
  /** What is fenced. */
  readonly store: FencePort;
  /** Options for every worker of a system: below the worker's own and below the environment. */
  readonly defaults?: WorkerOptionsInput;
  /** Where `HOLDFAST_…` is looked up. Default: the environment of the process. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /**
   * Where the worker begins: what `PersistenceWorker.snapshot` answered in an earlier process. What
   * was pending is fenced, the breaker keeps its remaining open time, counts go on.
   */
  readonly snapshot?: WorkerSnapshot | undefined;
}

/** A child specification, as any supervisor takes it, and the handle of the worker it starts. */
export interface PersistenceWorkerSpec {
  /** The store id. */
  readonly id: string;
  /** Starts an incarnation linked to its supervisor. Rejects as `GenServer.startLink` does. */
  readonly start: (parent: Parent) => Promise<Pid<WorkerProtocol>>;
  /** It is started again however it ends. */
  readonly restart: 'permanent';
  /** Time to end in, ms: `shutdownTimeout` of the worker. */
  readonly shutdown: number;
  /** It is no supervisor. */
  readonly type: 'worker';
  /** What the host talks to, over all incarnations. */
  readonly worker: PersistenceWorkerRef;
}

/** The name under which the worker of a store is registered in its actor system. */
export function workerName(storeId: string): ProcessName<WorkerProtocol> {
  return processName(`persistence_worker/${checkStoreId(storeId)}`);
}

/**
 * The specification by which a supervisor starts and restarts this worker: permanent, with
 * `shutdownTimeout` to end in. Pending stores, counters and the breaker's open time pass from one
 * incarnation to the next. Throws `ERR_INVALID_OPTION` that names the option, and
 * `ERR_INVALID_SNAPSHOT`.
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

function memoryFor(options: PersistenceWorkerOptions): WorkerMemory {
  const { storeId, store, defaults = {}, environment = process.env, snapshot, ...own } = options;
  const id = checkStoreId(storeId);
  if (typeof (store as Partial<FencePort> | undefined)?.fence !== 'function') {
    throw new InvalidOptionError('store', store, 'an object with a fence method');
  }
  const resolved = resolveOptions({
    runtime: {},
    worker: checkLayer(own),
    environment: environmentLayer(environment),
    system: checkLayer(defaults),
    doubts: misspelledVariables(environment),
  });
  const begin = snapshot === undefined ? undefined : checkSnapshot(snapshot, id);
  return new WorkerMemory(id, store, resolved, begin);
}
