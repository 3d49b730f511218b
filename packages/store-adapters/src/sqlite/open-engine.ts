/** What all stores of one database share: the thread, the queue before it, and the poison. */
import { OperationQueue } from '../embedded/operation-queue.ts';
import {
  StoreBusyError,
  StoreClosedError,
  StoreCorruptError,
  type StorePoisonedError,
} from '../errors.ts';
import { BatchWriter } from './batch-writer.ts';
import { EngineThread } from './engine-thread.ts';
import { EngineFailedError } from './errors.ts';
import { openingFailure } from './opening-failure.ts';
import type { CheckedOptions } from './options.ts';
import type { QueuedOperation } from './queued-operation.ts';
import type { StorePage, StreamPage, WireRow } from './thread/protocol.ts';

export class OpenEngine {
  readonly #path: string;
  readonly #thread: EngineThread;
  readonly #writer: BatchWriter;
  readonly #queue: OperationQueue<QueuedOperation>;
  readonly #maxQueuedSize: number;
  #closing: Promise<void> | undefined;

  private constructor(
    path: string,
    thread: EngineThread,
    writer: BatchWriter,
    maxQueuedSize: number,
  ) {
    this.#path = path;
    this.#thread = thread;
    this.#writer = writer;
    this.#queue = new OperationQueue(writer);
    this.#maxQueuedSize = maxQueuedSize;
  }

  /** Starts the thread. Rejects with the errors that opening a store promises. */
  static async open({ path, driver, walSize, maxQueuedSize }: CheckedOptions): Promise<OpenEngine> {
    const writer = new BatchWriter((appends, fence) =>
      thread.ask({ kind: 'write', appends, fence }),
    );
    let thread: EngineThread;
    try {
      thread = await EngineThread.start({ path, driver, walSize }, (failure) => {
        writer.poisonWith(failure);
      });
    } catch (error) {
      throw openingFailure(path, error);
    }
    return new OpenEngine(path, thread, writer, maxQueuedSize);
  }

  /** The number of the store `id`, which is made if it is missing. */
  async storeNumber(id: string): Promise<number> {
    try {
      return await this.#thread.ask({ kind: 'open_store', id });
    } catch (error) {
      throw openingFailure(this.#path, error);
    }
  }

  /** Set after the first failure: what every verb that writes rejects with. */
  get poison(): StorePoisonedError | undefined {
    return this.#writer.poison;
  }

  /** Throws what a verb that writes must reject with, if there is something. */
  checkSound(): void {
    this.#writer.checkSound();
  }

  checkRoom(size: number): void {
    const waiting = this.#queue.waitingSize;
    // An append larger than the limit is taken when nothing waits, or it could never be.
    if (waiting > 0 && waiting + size > this.#maxQueuedSize) {
      throw new StoreBusyError(waiting, this.#maxQueuedSize);
    }
  }

  push(operation: QueuedOperation): void {
    this.#queue.push(operation);
  }

  async read(page: StreamPage | StorePage): Promise<readonly WireRow[]> {
    try {
      return await (page.kind === 'stream_page' ? this.#thread.ask(page) : this.#thread.ask(page));
    } catch (error) {
      throw this.#readFailure(error);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#queue.idle();
    await this.#thread.close();
  }

  #readFailure(error: unknown): unknown {
    if (this.#closing !== undefined) return new StoreClosedError();
    if (error instanceof EngineFailedError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.engineCode)) {
      return new StoreCorruptError(error.message, error);
    }
    return error;
  }
}
