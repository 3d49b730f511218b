import { InvalidOptionError } from '@holdfast/actors/ports';
import type { PoolConfig } from 'pg';

/** How to reach a database, and where in it the events are kept. */
export interface PostgresEngineOptions {
  /** A connection string, or what `pg` takes instead: host, port, user, `ssl`, and so on. */
  readonly connection: string | PoolConfig;
  /** The schema that holds the tables; made if it is missing. Default `holdfast`. */
  readonly schema?: string;
  /**
   * Milliseconds that one request to the server may take, connecting included. Then the connection
   * is dropped. Does not bound a fence: its signal does. Default 15,000.
   */
  readonly requestTimeoutMs?: number;
  /** Connections for readers, beside one that writes and one that fences. Default 4. */
  readonly readers?: number;
  /**
   * Characters of JSON that may wait to be written; an append beyond is refused with
   * `ERR_STORE_BUSY`. Default 64 Mi.
   */
  readonly maxQueuedSize?: number;
}

/** How to open one store of its own. */
export interface PostgresStoreOptions extends PostgresEngineOptions {
  /** Which of the stores in the schema. Default `default`. */
  readonly storeId?: string;
}

/** The options of an engine, checked and filled in. */
export interface CheckedOptions extends Required<Omit<PostgresEngineOptions, 'connection'>> {
  readonly connection: PoolConfig;
}

const KNOWN = ['connection', 'schema', 'requestTimeoutMs', 'readers', 'maxQueuedSize'];
/** PostgreSQL cuts longer names off, and two schemas would become one. */
const MOST_SCHEMA_BYTES = 63;

/** Checks the options and fills in the defaults. Throws `ERR_INVALID_OPTION` naming the key. */
export function checkOptions(options: unknown): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', options, 'an object with a connection');
  }
  for (const [key, value] of Object.entries(options)) {
    if (!KNOWN.includes(key)) {
      throw new InvalidOptionError(key, value, `absent: the options are ${KNOWN.join(', ')}`);
    }
  }
  const given = options as { readonly [key in keyof PostgresEngineOptions]?: unknown };
  return {
    connection: checkConnection(given.connection),
    schema: checkSchema(given.schema ?? 'holdfast'),
    requestTimeoutMs: within('requestTimeoutMs', given.requestTimeoutMs ?? 15_000, 2 ** 31 - 1),
    readers: within('readers', given.readers ?? 4, 1000),
    maxQueuedSize: within(
      'maxQueuedSize',
      given.maxQueuedSize ?? 64 * 1024 * 1024,
      Number.MAX_SAFE_INTEGER,
    ),
  };
}

function checkConnection(value: unknown): PoolConfig {
  if (typeof value === 'string' && value.length > 0) return { connectionString: value };
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  // Not shown: it may hold a password.
  throw new InvalidOptionError('connection', typeof value, 'a connection string or an object');
}

function checkSchema(value: unknown): string {
  const legal =
    typeof value === 'string' &&
    value.length > 0 &&
    Buffer.byteLength(value) <= MOST_SCHEMA_BYTES &&
    value.isWellFormed() &&
    !value.includes('\0') &&
    !value.startsWith('pg_');
  if (legal) return value;
  const expected = `a name of 1 to ${MOST_SCHEMA_BYTES} bytes without NUL, not beginning with pg_`;
  throw new InvalidOptionError('schema', value, expected);
}

function within(option: string, value: unknown, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most) {
    return value as number;
  }
  throw new InvalidOptionError(option, value, `an integer from 1 to ${most}`);
}
