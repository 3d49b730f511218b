/** The engine behind the door of the thread: one database, and what each request does with it. */
import { BatchWrite } from './batch-write.ts';
import { Checkpoints } from './checkpoints.ts';
import { openDatabase } from './database.ts';
import { type Connection, loadDriver, type Statement } from './driver.ts';
import { EngineError, failureOf } from './failure.ts';
import { FileIdentity } from './file-identity.ts';
import { Pages } from './pages.ts';
import { MOST_STORES } from './places.ts';
import type { ThreadFailure, ThreadOptions, ThreadRequest, WireAppend } from './protocol.ts';

export class Engine {
  readonly #connection: Connection;
  readonly #files: FileIdentity;
  readonly #batches: BatchWrite;
  readonly #pages: Pages;
  readonly #checkpoints: Checkpoints;
  readonly #findStore: Statement;
  readonly #addStore: Statement;
  /** Set after a failure of which the effect is unknown: nothing is written any more. */
  #broken: ThreadFailure | undefined;

  private constructor(connection: Connection, { path, walSize }: ThreadOptions) {
    this.#connection = connection;
    this.#files = new FileIdentity(path);
    this.#batches = new BatchWrite(connection);
    this.#pages = new Pages(connection);
    this.#checkpoints = new Checkpoints(connection, walSize);
    this.#findStore = connection.prepare('SELECT number FROM stores WHERE id = ?').raw();
    this.#addStore = connection.prepare('INSERT INTO stores (id) VALUES (?)');
  }

  static async open(options: ThreadOptions): Promise<Engine> {
    const driver = await loadDriver(options.driver);
    return new Engine(openDatabase(driver, options.path), options);
  }

  perform(request: ThreadRequest): unknown {
    switch (request.kind) {
      case 'write':
        return this.#write(request.appends, request.fence);
      case 'stream_page':
        return this.#pages.stream(request);
      case 'store_page':
        return this.#pages.store(request);
      case 'open_store':
        return this.#openStore(request.id);
      case 'close':
        this.#connection.close();
        return undefined;
    }
  }

  /** What a failure means for the caller. From one whose effect is unknown the engine is broken. */
  explain(error: unknown, request: ThreadRequest): ThreadFailure {
    const { code } = failureOf(error);
    const failure = failureOf(error, code === 'SQLITE_FULL' || code === 'LIMIT');
    if (request.kind === 'write' && !failure.undone) this.#broken ??= failure;
    return failure;
  }

  /** What may be done when the callers have their answer. Returns the failure if it fails. */
  tidy(): ThreadFailure | undefined {
    if (this.#broken !== undefined) return undefined;
    try {
      this.#checkpoints.runIfDue();
      return undefined;
    } catch (error) {
      this.#broken = failureOf(error);
      return this.#broken;
    }
  }

  #write(appends: readonly WireAppend[], fence: boolean): readonly number[] {
    if (this.#broken !== undefined) throw new EngineError('BROKEN', this.#broken.message);
    const outcomes = this.#batches.perform(appends, fence);
    if (fence) this.#files.check();
    this.#checkpoints.note(appends);
    return outcomes;
  }

  #openStore(id: string): number {
    const found = this.#findStore.get([id]) as [number] | undefined;
    if (found !== undefined) return found[0];
    const { lastInsertRowid } = this.#addStore.run([id]);
    const number = Number(lastInsertRowid);
    if (number > MOST_STORES) throw new EngineError('LIMIT', `no more than ${MOST_STORES} stores`);
    return number;
  }
}
