import {
  type ForceOptions,
  type PersistenceEvent,
  PersistenceWorker,
  type PersistenceWorkerRef,
  type PersistenceWorkerSpec,
  type WorkerOptionsInput,
  type WorkerStats,
} from '@holdfast/actors';
import { ManualClock, settle } from '@holdfast/actors/testing';
import { HonestDisk } from './honest-disk.ts';
import type { KillSwitch } from './kill-switch.ts';
import { superviseWorker } from './parents.ts';

/** Somebody who asked, and everything that came of it. */
export interface Caller {
  readonly what: 'force' | 'configure' | 'reset' | 'stats';
  readonly deadline: number;
  readonly heard: Heard[];
}

export interface Heard {
  readonly at: number;
  readonly answer?: unknown;
  readonly error?: unknown;
  /** Whether everything that had been appended before the question is durable by now. */
  readonly allDurable: boolean;
}

export interface Request {
  readonly store: string;
  readonly append: number;
  /** Whether it really was durable when its promise said so; undefined while it says nothing. */
  kept: boolean | undefined;
}

export interface Told {
  readonly at: number;
  readonly event: PersistenceEvent;
}

export const RUN_OPTIONS = {
  persistenceInterval: 1_000,
  storeTimeout: 400,
  maxBatchSize: 4,
  circuitBreakerFailureThreshold: 2,
  circuitBreakerTimeout: 3_000,
};

/** One worker under a parent that restarts it, and what its callers and listeners see of it. */
export class RecordedRun {
  readonly clock: ManualClock = new ManualClock();
  readonly disk: HonestDisk;
  readonly worker: PersistenceWorkerRef;
  readonly callers: Caller[] = [];
  readonly requests: Request[] = [];
  readonly events: Told[] = [];
  readonly samples: WorkerStats[] = [];
  private readonly spec: PersistenceWorkerSpec;

  constructor(kill: KillSwitch) {
    const spark = (): void => kill.spark();
    this.disk = new HonestDisk(this.clock, spark);
    const store = this.disk;
    this.spec = PersistenceWorker.childSpec({
      storeId: 'own',
      store,
      environment: {},
      ...RUN_OPTIONS,
    });
    this.worker = this.spec.worker;
    PersistenceWorker.subscribe(this.worker, (event) => {
      this.events.push({ at: this.clock.now(), event });
      spark();
    });
  }

  async start(): Promise<void> {
    await superviseWorker(this.spec, this.clock);
    await settle();
  }

  /** Appends to each of these stores and asks for persistence. */
  request(...stores: readonly string[]): void {
    for (const store of stores) {
      const append = this.disk.append(store);
      const result = PersistenceWorker.requestPersistence(this.worker, store);
      if (!result.accepted) throw result.error;
      const request: Request = { store, append, kept: undefined };
      this.requests.push(request);
      void result.durable.then(
        () => (request.kept = this.disk.isDurable(store, append)),
        () => (request.kept = false),
      );
    }
  }

  force(options: ForceOptions & { readonly timeout: number }): void {
    const forced = PersistenceWorker.forcePersistence(this.worker, options);
    this.listen('force', options.timeout, forced);
  }

  configure(patch: WorkerOptionsInput): void {
    this.listen('configure', 5_000, PersistenceWorker.configure(this.worker, patch));
  }

  reset(): void {
    this.listen('reset', 5_000, PersistenceWorker.resetCircuitBreaker(this.worker));
  }

  stats(): void {
    const stats = PersistenceWorker.getStats(this.worker);
    this.listen('stats', 5_000, stats);
    void stats.then((sample) => this.samples.push(sample));
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advance(ms);
    this.stats();
    await settle();
  }

  private listen(what: Caller['what'], timeoutMs: number, promise: Promise<unknown>): void {
    const { clock, disk } = this;
    const asked = [...disk.everything()];
    const caller: Caller = { what, deadline: clock.now() + timeoutMs, heard: [] };
    this.callers.push(caller);
    const hear = (result: { readonly answer: unknown } | { readonly error: unknown }): void => {
      const allDurable = asked.every(([store, append]) => disk.isDurable(store, append));
      caller.heard.push({ at: clock.now(), allDurable, ...result });
    };
    promise.then(
      (answer) => hear({ answer }),
      (error: unknown) => hear({ error }),
    );
  }
}
