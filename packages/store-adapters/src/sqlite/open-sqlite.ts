import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { StoreHealth, SurvivalPromise } from '@holdfast/actors/ports';
import { StoreOpenFailedError } from '../errors.ts';
import { OpenStores } from '../open-stores.ts';
import type { StoreEngine } from '../store-engine.ts';
import { storeHealth } from '../store-health.ts';
import { OpenEngine } from './open-engine.ts';
import { checkOptions, type SqliteEngineOptions } from './options.ts';
import { SqliteEventStore, type SqliteStore, SURVIVES } from './sqlite-store.ts';

/** Many stores in one SQLite database, each isolated from the others. */
export interface SqliteEngine extends StoreEngine {
  openStore(id: string): Promise<SqliteStore>;
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
  try {
    const number = await engine.storeNumber(ONLY_STORE);
    return new SqliteEventStore(engine, number, () => engine.close());
  } catch (error) {
    await engine.close();
    throw error;
  }
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
  readonly survives: SurvivalPromise = SURVIVES;
  readonly #engine: OpenEngine;
  readonly #stores = new OpenStores<SqliteStore>();

  constructor(engine: OpenEngine) {
    this.#engine = engine;
  }

  openStore(id: string): Promise<SqliteStore> {
    return this.#stores.open(id, async (name, released) => {
      this.#engine.checkSound();
      const number = await this.#engine.storeNumber(name);
      return new SqliteEventStore(this.#engine, number, () => {
        released();
        return Promise.resolve();
      });
    });
  }

  health(): StoreHealth {
    return storeHealth(this.#stores.closed, this.#engine.poison);
  }

  close(): Promise<void> {
    return this.#stores.close(() => this.#engine.close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
