import {
  PersistenceWorker,
  type PersistenceWorkerRef,
  type PersistenceWorkerSpec,
  type WorkerOptionsInput,
  type WorkerSnapshot,
} from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';
import { SupervisedStore } from './supervised-store.ts';

/** One store of a system, with the worker that looks after it. */
export interface Member {
  readonly store: EventStore;
  readonly supervised: SupervisedStore;
  readonly worker: PersistenceWorkerRef;
  readonly spec: PersistenceWorkerSpec;
}

/** What all workers of a system have in common. */
export interface CommonOptions {
  readonly defaults: WorkerOptionsInput;
  readonly environment: Readonly<Record<string, string | undefined>> | undefined;
}

/** Starts nothing. Throws `ERR_INVALID_OPTION` that names the option, or `ERR_INVALID_SNAPSHOT`. */
export function newMember(
  storeId: string,
  store: EventStore,
  own: WorkerOptionsInput,
  { defaults, environment }: CommonOptions,
  snapshot?: WorkerSnapshot,
): Member {
  const worker = {
    ...own,
    storeId,
    store,
    defaults,
    snapshot,
    ...(environment && { environment }),
  };
  const spec = PersistenceWorker.childSpec(worker);
  return {
    store,
    spec,
    worker: spec.worker,
    supervised: new SupervisedStore(store, spec.worker),
  };
}
