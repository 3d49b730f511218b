import { resolve } from 'node:path';
import { InvalidOptionError } from '@holdfast/actors/ports';
import type { DriverName } from './thread/protocol.ts';

/** How to open a SQLite database of stores. */
export interface SqliteEngineOptions {
  /** The database file, for this adapter alone; made with its folder if it is missing. */
  readonly path: string;
  /**
   * The library that carries SQLite. Default: `libsql`, or `better-sqlite3` when that is not
   * installed. Version 13 of the latter needs Node 22.14. On Alpine (musl) try `libsql` first: it
   * has been reported to crash when a thread ends (tursodatabase/libsql-client-ts#354).
   */
  readonly driver?: DriverName;
  /**
   * Bytes, about, that the log collects before they are copied into the database. Default 16 MiB;
   * at least 64 KiB, at most 1 GiB. The file `…-wal` stays that large.
   */
  readonly walSize?: number;
  /**
   * Characters of JSON that may wait to be written; an append beyond is refused with
   * `ERR_STORE_BUSY`. Default 64 Mi.
   */
  readonly maxQueuedSize?: number;
}

/** The same with every default filled in; a driver only if one was asked for. */
export interface CheckedOptions {
  readonly path: string;
  readonly driver: DriverName | undefined;
  readonly walSize: number;
  readonly maxQueuedSize: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const KNOWN = ['path', 'driver', 'walSize', 'maxQueuedSize'];

/** Checks the options and fills in the defaults. Throws `ERR_INVALID_OPTION` naming the key. */
export function checkOptions(options: unknown): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError('options', options, 'an object with a path');
  }
  for (const [key, value] of Object.entries(options)) {
    if (!KNOWN.includes(key)) {
      throw new InvalidOptionError(key, value, `absent: the options are ${KNOWN.join(', ')}`);
    }
  }
  const {
    path,
    driver,
    walSize = 16 * MIB,
    maxQueuedSize = 64 * MIB,
  } = options as { readonly [key in keyof SqliteEngineOptions]?: unknown };
  if (typeof path !== 'string' || path.length === 0 || path.includes('\0')) {
    throw new InvalidOptionError('path', path, 'a non-empty string without NUL');
  }
  return {
    // A whole path is never read as an URL, as `:memory:` or as a remote database.
    path: resolve(path),
    driver: checkDriver(driver),
    walSize: within('walSize', walSize, 64 * KIB, 1024 * MIB),
    maxQueuedSize: within('maxQueuedSize', maxQueuedSize, 1, Number.MAX_SAFE_INTEGER),
  };
}

function checkDriver(driver: unknown): DriverName | undefined {
  if (driver === undefined || driver === 'libsql' || driver === 'better-sqlite3') return driver;
  throw new InvalidOptionError('driver', driver, "'libsql' or 'better-sqlite3'");
}

function within(option: string, value: unknown, least: number, most: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) {
    return value as number;
  }
  throw new InvalidOptionError(option, value, `an integer from ${least} to ${most}`);
}
