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
import { StoreClosedError } from '../errors.ts';
import { checkRead, checkReadAll } from '../read-request.ts';
import { rejected } from '../rejected.ts';
import { checkSignal } from '../signal-option.ts';
import { UnderWay } from '../sqlite/under-way.ts';
import { storeHealth } from '../store-health.ts';
import { StoreAppend, StoreFence } from './operations.ts';
import { readAll, readStream } from './read-pages.ts';
import type { Row } from './server.ts';
import type { StoreHost } from './store-host.ts';
import type { StoreState } from './store-state.ts';

/**
 * A store in a PostgreSQL database. Accepted events survive this process, but not a crash of the
 * server; fenced events survive that and a power loss. Any number of processes may have it open.
 * When the server lost accepted events every verb that writes rejects with `ERR_STORE_POISONED`.
 */
export interface PostgresStore extends EventStore, AsyncDisposable {}

export class PostgresEventStore implements PostgresStore {
  readonly survives: SurvivalPromise;
  readonly #host: StoreHost;
  readonly #state: StoreState;
  readonly #release: () => Promise<void>;
  readonly #underWay = new UnderWay();
  #closing: Promise<void> | undefined;

  /** `release` is called once, when all that was accepted is written. */
  constructor(host: StoreHost, state: StoreState, release: () => Promise<void>) {
    this.#host = host;
    this.#state = state;
    this.#release = release;
    this.survives = host.survives;
  }

  append(
    stream: string,
    events: readonly NewEvent[],
    options?: AppendOptions,
  ): Promise<AppendResult> {
    try {
      this.#checkWritable();
      const request = checkAppend(stream, events, options);
      this.#host.checkRoom(request.body.length);
      return this.#untilDone(
        new Promise((resolve, reject) => {
          this.#host.push(new StoreAppend(this.#state, request, resolve, reject));
        }),
      );
    } catch (error) {
      return rejected(error as Error);
    }
  }

  fence(_storeId: StoreId, options: FenceOptions): Promise<void> {
    try {
      this.#checkWritable();
      const signal = checkSignal(options.signal);
      return this.#untilDone(
        new Promise((resolve, reject) => {
          this.#host.push(new StoreFence(this.#state, signal, resolve, reject));
        }),
      );
    } catch (error) {
      return rejected(error as Error);
    }
  }

  read(stream: string, options?: ReadOptions): AsyncIterable<RecordedEvent> {
    const request = checkRead(stream, options);
    return readStream(this.#ask, this.#host.statements, this.#state.key, request);
  }

  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return readAll(this.#ask, this.#host.statements, this.#state.key, checkReadAll(options));
  }

  health(): StoreHealth {
    const own = storeHealth(this.#closing !== undefined, this.#state.poison);
    return own.status === 'ready' ? this.#host.health() : own;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#host.whileClosing(this.#underWay.idle());
    await this.#release();
  }

  async #untilDone<T>(operation: Promise<T>): Promise<T> {
    this.#underWay.enter();
    try {
      return await operation;
    } finally {
      this.#underWay.leave();
    }
  }

  readonly #ask = async (text: string, values: readonly unknown[]): Promise<readonly Row[]> => {
    this.#checkOpen();
    try {
      return await this.#host.ask(text, values);
    } finally {
      this.#checkOpen();
    }
  };

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new StoreClosedError();
  }

  #checkWritable(): void {
    this.#checkOpen();
    if (this.#state.poison !== undefined) throw this.#state.poison;
  }
}
