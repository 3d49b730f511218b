import {
  storeId as checkStoreId,
  hasErrorCode,
  type StoreHealth,
  type SurvivalPromise,
} from '@holdfast/actors/ports';
import { StoreOpenFailedError } from '../errors.ts';
import { OpenStores } from '../open-stores.ts';
import type { StoreEngine } from '../store-engine.ts';
import { storeHealth } from '../store-health.ts';
import {
  type CheckedOptions,
  checkOptions,
  type PostgresEngineOptions,
  type PostgresStoreOptions,
} from './options.ts';
import { Engine } from './postgres-engine.ts';
import type { PostgresStore } from './postgres-store.ts';
import { prepareSchema } from './prepare-schema.ts';
import { Server } from './server.ts';
import { statementsFor } from './statements.ts';

/** Many stores in one schema of one database, each isolated from the others. */
export interface PostgresEngine extends StoreEngine {
  openStore(id: string): Promise<PostgresStore>;
}

/**
 * Connects to a database and makes schema and tables where they are missing. All stores of an engine
 * share its connections and its syncs. Other processes may open the same stores.
 * Rejects with `ERR_INVALID_OPTION`, or `ERR_STORE_OPEN_FAILED` and the cause.
 */
export async function openPostgresEngine(options: PostgresEngineOptions): Promise<PostgresEngine> {
  return new ManyStores(await openEngine(checkOptions(options)));
}

/**
 * Opens one store with connections of its own, as `openPostgresEngine` does; closing it closes them.
 * Rejects with `ERR_INVALID_OPTION`, or `ERR_STORE_OPEN_FAILED` and the cause.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { storeId = 'default', ...rest } = options;
  const id = checkStoreId(storeId);
  const engine = await openEngine(checkOptions(rest));
  try {
    return await engine.openStore(id, () => engine.close());
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function openEngine(options: CheckedOptions): Promise<Engine> {
  const { connection, schema, requestTimeoutMs, readers } = options;
  const statements = statementsFor(schema);
  // One connection writes while another fences.
  const writing = new Server(connection, 2, requestTimeoutMs);
  try {
    const facts = await prepareSchema(writing, statements, schema);
    const reading = new Server(connection, readers, requestTimeoutMs);
    return new Engine({ writing, reading }, statements, facts, options);
  } catch (cause) {
    await writing.end();
    if (hasErrorCode(cause, 'ERR_STORE_OPEN_FAILED')) throw cause;
    throw new StoreOpenFailedError(schema, (cause as Error).message, cause);
  }
}

class ManyStores implements PostgresEngine {
  readonly survives: SurvivalPromise;
  readonly #engine: Engine;
  readonly #stores = new OpenStores<PostgresStore>();

  constructor(engine: Engine) {
    this.#engine = engine;
    this.survives = engine.survives;
  }

  openStore(id: string): Promise<PostgresStore> {
    return this.#stores.open(id, (name, released) =>
      this.#engine.openStore(name, () => {
        released();
        return Promise.resolve();
      }),
    );
  }

  health(): StoreHealth {
    const own = storeHealth(this.#stores.closed, undefined);
    return own.status === 'ready' ? this.#engine.health() : own;
  }

  close(): Promise<void> {
    return this.#stores.close(() => this.#engine.close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
