/** The store that a host holds: checks at the door, then the queue. The writer does the rest. */
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
import { StoreBusyError, StoreClosedError } from '../errors.ts';
import { checkRead, checkReadAll } from '../read-request.ts';
import { rejected } from '../rejected.ts';
import { checkSignal } from '../signal-option.ts';
import { storeHealth } from '../store-health.ts';
import type { CommitWriter } from './commit-writer.ts';
import type { Level } from './level.ts';
import { OperationQueue } from './operation-queue.ts';
import { AppendOperation, FenceOperation, type Operation } from './operations.ts';
import { readAll } from './read-all.ts';
import { readStream } from './read-stream.ts';
import type { Recovery } from './recovery.ts';

/**
 * A store in a folder of this machine. Accepted events survive the process, fenced events a power
 * loss. One process may have a folder open. After a failed write or sync every verb that writes
 * rejects with `ERR_STORE_POISONED`; reading goes on until the store is closed.
 */
export interface EmbeddedStore extends EventStore, AsyncDisposable {
  /** What was found when the store was opened. */
  readonly recovery: Recovery;
}

export class LevelStore implements EmbeddedStore {
  readonly survives: SurvivalPromise = { accepted: 'process_crash', durable: 'power_loss' };
  readonly recovery: Recovery;
  readonly #level: Level;
  readonly #writer: CommitWriter;
  readonly #queue: OperationQueue<Operation>;
  readonly #maxQueuedSize: number;
  #closing: Promise<void> | undefined;

  constructor(level: Level, writer: CommitWriter, recovery: Recovery, maxQueuedSize: number) {
    this.#level = level;
    this.#writer = writer;
    this.#queue = new OperationQueue(writer);
    this.#maxQueuedSize = maxQueuedSize;
    this.recovery = recovery;
  }

  append(
    stream: string,
    events: readonly NewEvent[],
    options?: AppendOptions,
  ): Promise<AppendResult> {
    try {
      this.#checkWritable();
      const request = checkAppend(stream, events, options);
      this.#checkRoom(request.body.length);
      return new Promise((resolve, reject) => {
        this.#queue.push(new AppendOperation(request, resolve, reject));
      });
    } catch (error) {
      return rejected(error as Error);
    }
  }

  /** One engine holds all store ids, so a fence for one is a fence for all. */
  fence(_storeId: StoreId, options: FenceOptions): Promise<void> {
    try {
      this.#checkWritable();
      const signal = checkSignal(options.signal);
      return new Promise((resolve, reject) => {
        this.#queue.push(new FenceOperation(signal, resolve, reject));
      });
    } catch (error) {
      return rejected(error as Error);
    }
  }

  read(stream: string, options?: ReadOptions): AsyncIterable<RecordedEvent> {
    return this.#whileOpen(readStream(this.#level, checkRead(stream, options)));
  }

  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return this.#whileOpen(readAll(this.#level, checkReadAll(options)));
  }

  health(): StoreHealth {
    return storeHealth(this.#closing !== undefined, this.#writer.poison);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#queue.idle();
    await this.#writer.close();
    await this.#level.close();
  }

  async *#whileOpen(events: AsyncGenerator<RecordedEvent>): AsyncGenerator<RecordedEvent> {
    if (this.#closing !== undefined) throw new StoreClosedError();
    yield* events;
  }

  #checkWritable(): void {
    if (this.#closing !== undefined) throw new StoreClosedError();
    if (this.#writer.poison !== undefined) throw this.#writer.poison;
  }

  #checkRoom(size: number): void {
    const waiting = this.#queue.waitingSize;
    // An append larger than the limit is taken when nothing waits, or it could never be.
    if (waiting > 0 && waiting + size > this.#maxQueuedSize) {
      throw new StoreBusyError(waiting, this.#maxQueuedSize);
    }
  }
}
