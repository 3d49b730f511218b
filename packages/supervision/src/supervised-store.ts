import {
  PersistenceWorker,
  type PersistenceWorkerRef,
  type RequestOptions,
  type RequestResult,
  WorkerStoppedError,
} from '@holdfast/actors';
import type {
  AppendOptions,
  AppendResult,
  EventStore,
  NewEvent,
  ReadAllOptions,
  ReadOptions,
  RecordedEvent,
  StoreHealth,
  StoreId,
  SurvivalPromise,
} from '@holdfast/actors/ports';

/** The first promise of an append, kept, and the second one, to be waited for. */
export interface AppendReceipt extends AppendResult {
  /**
   * Resolves when a fence that began after this append has succeeded: the event survives what the
   * store says a durable event survives. Failed fences are retried meanwhile. Rejects with
   * `ERR_NOT_DURABLE` when the worker ends before, `ERR_WORKER_STOPPED` when it had ended already.
   */
  readonly durable: Promise<void>;
}

interface Stopping {
  readonly refusal: Error;
  readonly stopped: Promise<void>;
  readonly idle: () => void;
}

/** A host's store under supervision: every append asks the store's worker for a fence. */
export class SupervisedStore {
  /** The id under which the store was given to the system. */
  readonly id: StoreId;
  private readonly store: EventStore;
  private readonly worker: PersistenceWorkerRef;
  private inFlight = 0;
  /** Set when the store is to leave, or the system closes. */
  private stopping: Stopping | undefined;

  /** Made by `PersistenceSystem`; `system.store(id)` gives it. */
  constructor(store: EventStore, worker: PersistenceWorkerRef) {
    this.id = worker.storeId;
    this.store = store;
    this.worker = worker;
  }

  /** What an accepted and what a durable event of this store survives. */
  get survives(): SurvivalPromise {
    return this.store.survives;
  }

  /** How the store says that it is; known at once. The worker's breaker has its own opinion. */
  health(): StoreHealth {
    return this.store.health();
  }

  /**
   * Appends and asks for persistence. Resolves when the events are accepted; `receipt.durable`
   * tells when they are fenced, and `priority` (default `normal`) how urgent that is. Rejects as the store's own append does, and with
   * `ERR_WORKER_STOPPED` once the store is being removed or the system is closing, or
   * `ERR_INVALID_OPTION` for a priority that does not exist; then nothing was written.
   */
  async append(
    stream: string,
    events: readonly NewEvent[],
    options?: AppendOptions & RequestOptions,
  ): Promise<AppendReceipt> {
    const refusal = this.stopping?.refusal ?? PersistenceWorker.refusal(this.worker, options);
    if (refusal !== undefined) throw refusal;
    this.inFlight += 1;
    try {
      const result = await this.store.append(stream, events, options);
      return new Receipt(result, PersistenceWorker.requestPersistence(this.worker, options));
    } finally {
      this.inFlight -= 1;
      if (this.inFlight === 0) this.stopping?.idle();
    }
  }

  /** Appends that the store has not answered yet. */
  get appending(): number {
    return this.inFlight;
  }

  /**
   * @internal Refuses appends from now on; resolves when those on their way have asked for their
   * fence. Idempotent.
   */
  stopAppends(): Promise<void> {
    if (this.stopping === undefined) {
      let idle: () => void = () => undefined;
      const stopped = new Promise<void>((resolve) => {
        idle = resolve;
      });
      this.stopping = { refusal: new WorkerStoppedError(this.id), stopped, idle };
      if (this.inFlight === 0) idle();
    }
    return this.stopping.stopped;
  }

  /** The events of one stream, in version order. */
  read(stream: string, options?: ReadOptions): AsyncIterable<RecordedEvent> {
    return this.store.read(stream, options);
  }

  /** The events of all streams, in the order in which they were accepted. */
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return this.store.readAll(options);
  }
}

class Receipt implements AppendReceipt {
  readonly nextExpectedVersion: bigint;
  readonly lastPosition: bigint;
  private readonly request: RequestResult;

  constructor(result: AppendResult, request: RequestResult) {
    this.nextExpectedVersion = result.nextExpectedVersion;
    this.lastPosition = result.lastPosition;
    this.request = request;
  }

  get durable(): Promise<void> {
    return this.request.accepted ? this.request.durable : Promise.reject(this.request.error);
  }
}
