/** The store that a host holds: checks at the door, then the queue of the engine. */
import type {
  AppendOptions,
  AppendResult,
  EventStore,
  FenceOptions,
  NewEvent,
  ReadAllOptions,
  ReadOptions,
  RecordedEvent,
  StoreHealth,
  StoreId,
  SurvivalPromise,
} from '@holdfast/actors/ports';
import { checkAppend } from '../append-request.ts';
import { AppendOperation, FenceOperation, type Operation } from '../embedded/operations.ts';
import { StoreClosedError } from '../errors.ts';
import { checkRead, checkReadAll } from '../read-request.ts';
import { rejected } from '../rejected.ts';
import { checkSignal } from '../signal-option.ts';
import { storeHealth } from '../store-health.ts';
import type { OpenEngine } from './open-engine.ts';
import { QueuedOperation } from './queued-operation.ts';
import { readAll, readStream } from './read-events.ts';
import { UnderWay } from './under-way.ts';

/**
 * A store in a SQLite database. Accepted events survive the process, fenced events a power loss.
 * After a power cut the events found are a prefix of those accepted: there is nothing to trim.
 * After a failed write or sync, and when the thread of the engine has ended, every verb that writes
 * rejects with `ERR_STORE_POISONED`.
 */
export interface SqliteStore extends EventStore, AsyncDisposable {}

/** What stores in SQLite promise. */
export const SURVIVES: SurvivalPromise = { accepted: 'process_crash', durable: 'power_loss' };

export class SqliteEventStore implements SqliteStore {
  readonly survives: SurvivalPromise = SURVIVES;
  readonly #engine: OpenEngine;
  readonly #number: number;
  readonly #release: () => Promise<void>;
  readonly #underWay = new UnderWay();
  #closing: Promise<void> | undefined;

  /** `release` is called once, when all that was accepted is written. */
  constructor(engine: OpenEngine, number: number, release: () => Promise<void>) {
    this.#engine = engine;
    this.#number = number;
    this.#release = release;
  }

  append(
    stream: string,
    events: readonly NewEvent[],
    options?: AppendOptions,
  ): Promise<AppendResult> {
    try {
      this.#checkWritable();
      const request = checkAppend(stream, events, options);
      this.#engine.checkRoom(request.body.length);
      return new Promise((resolve, reject) => {
        this.#push(new AppendOperation(request, resolve, reject));
      });
    } catch (error) {
      return rejected(error as Error);
    }
  }

  /** One database holds all stores of an engine, so a fence for one is a fence for all. */
  fence(_storeId: StoreId, options: FenceOptions): Promise<void> {
    try {
      this.#checkWritable();
      const signal = checkSignal(options.signal);
      return new Promise((resolve, reject) => {
        this.#push(new FenceOperation(signal, resolve, reject));
      });
    } catch (error) {
      return rejected(error as Error);
    }
  }

  read(stream: string, options?: ReadOptions): AsyncIterable<RecordedEvent> {
    const request = checkRead(stream, options);
    const { backward } = request;
    const store = this.#number;
    return readStream((from, limit) => {
      this.#checkOpen();
      return this.#engine.read({ kind: 'stream_page', store, stream, from, backward, limit });
    }, request);
  }

  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent> {
    const request = checkReadAll(options);
    const store = this.#number;
    return readAll((from, limit) => {
      this.#checkOpen();
      return this.#engine.read({ kind: 'store_page', store, from, limit });
    }, request);
  }

  health(): StoreHealth {
    return storeHealth(this.#closing !== undefined, this.#engine.poison);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#underWay.idle();
    await this.#release();
  }

  #push(operation: Operation): void {
    this.#engine.push(new QueuedOperation(operation, this.#number, this.#underWay));
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new StoreClosedError();
  }

  #checkWritable(): void {
    this.#checkOpen();
    this.#engine.checkSound();
  }
}
