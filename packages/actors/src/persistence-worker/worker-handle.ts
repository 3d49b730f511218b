import { InvalidOptionError } from '../errors.ts';
import type { StoreId } from '../ports/store-id.ts';
import type { Pid } from '../process/pid.ts';
import type { WorkerProtocol } from './messages.ts';
import type { WorkerMemory } from './worker-memory.ts';

/** A worker as its host knows it, over all its incarnations. */
export interface PersistenceWorkerRef {
  /** The store whose worker this is. */
  readonly storeId: StoreId;
  /** The incarnation that serves now; undefined before the first and after the last. */
  readonly pid: Pid<WorkerProtocol> | undefined;
}

/** What a host holds; the memory behind it is not for hosts. */
export class WorkerHandle implements PersistenceWorkerRef {
  readonly storeId: StoreId;
  readonly memory: WorkerMemory;

  constructor(memory: WorkerMemory) {
    this.storeId = memory.storeId;
    this.memory = memory;
  }

  get pid(): Pid<WorkerProtocol> | undefined {
    return this.memory.incarnations.pid;
  }
}

/** The memory behind a handle. Throws `ERR_INVALID_OPTION` for anything else. */
export function memoryOf(worker: PersistenceWorkerRef): WorkerMemory {
  if (worker instanceof WorkerHandle) return worker.memory;
  throw new InvalidOptionError('worker', worker, 'a persistence worker');
}
