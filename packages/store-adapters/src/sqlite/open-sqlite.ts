import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { storeId } from '@holdfast/actors/ports';
import { StoreClosedError, StoreLockedError, StoreOpenFailedError } from '../errors.ts';
import { OpenEngine } from './open-engine.ts';
import { checkOptions, type SqliteEngineOptions } from './options.ts';
import { SqliteEventStore, type SqliteStore } from './sqlite-store.ts';

/** Many stores in one SQLite database, each isolated from the others. */
export interface SqliteEngine extends AsyncDisposable {
  /**
   * The store with this id, made if it is missing. Rejects with `ERR_INVALID_OPTION`,
   * `ERR_STORE_LOCKED` while the store is open already, `ERR_STORE_CLOSED` after `close`, or
   * `ERR_STORE_POISONED`.
   */
  openStore(id: string): Promise<SqliteStore>;

  /** Closes every store, then the database. Idempotent. Does not fence. */
  close(): Promise<void>;
}

/** The store of a database that was opened for one store only. */
const ONLY_STORE = 'store';

/**
 * Opens one store in the SQLite database `path`, which is made with its folder if it is missing.
 * The engine runs in a thread of its own; the database is locked until the store is closed.
 * Rejects with `ERR_INVALID_OPTION`, `ERR_DRIVER_MISSING`, `ERR_STORE_LOCKED` when the file is open
 * already, `ERR_STORE_CORRUPT`, or `ERR_STORE_OPEN_FAILED`.
 */
export async function openSqliteStore(options: SqliteEngineOptions): Promise<SqliteStore> {
  const engine = await openEngine(options);
  const number = await engine.storeNumber(ONLY_STORE);
  return new SqliteEventStore(engine, number, () => engine.close());
}

/** Opens a SQLite database for many stores; otherwise as `openSqliteStore`. */
export async function openSqliteEngine(options: SqliteEngineOptions): Promise<SqliteEngine> {
  return new ManyStores(await openEngine(options));
}

async function openEngine(options: SqliteEngineOptions): Promise<OpenEngine> {
  const checked = checkOptions(options);
  try {
    await mkdir(dirname(checked.path), { recursive: true });
  } catch (cause) {
    throw new StoreOpenFailedError(checked.path, (cause as Error).message, cause);
  }
  return OpenEngine.open(checked);
}

class ManyStores implements SqliteEngine {
  readonly #engine: OpenEngine;
  readonly #open = new Map<string, Promise<SqliteStore>>();
  #closing: Promise<void> | undefined;

  constructor(engine: OpenEngine) {
    this.#engine = engine;
  }

  async openStore(id: string): Promise<SqliteStore> {
    const name = storeId(id, 'id');
    if (this.#closing !== undefined) throw new StoreClosedError();
    this.#engine.checkSound();
    if (this.#open.has(name)) throw new StoreLockedError(name);
    const opening = this.#openStore(name);
    this.#open.set(name, opening);
    return opening;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #openStore(name: string): Promise<SqliteStore> {
    const release = (): Promise<void> => {
      this.#open.delete(name);
      return Promise.resolve();
    };
    try {
      return new SqliteEventStore(this.#engine, await this.#engine.storeNumber(name), release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  async #close(): Promise<void> {
    // One that could not be opened has told its caller, and has nothing to close.
    const closed = Array.from(this.#open.values(), (opening) =>
      opening.then(
        (store) => store.close(),
        () => undefined,
      ),
    );
    await Promise.all(closed);
    await this.#engine.close();
  }
}
