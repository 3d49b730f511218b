/**
 * The library that carries SQLite, as this adapter uses it. `libsql` and `better-sqlite3` both have
 * this shape. The only file that names them.
 */
import { createRequire } from 'node:module';
import process from 'node:process';
import { EngineError } from './failure.ts';
import type { DriverName } from './protocol.ts';

/** A prepared statement. Values are bound, never written into the text. */
export interface Statement {
  run(values: readonly unknown[]): { readonly lastInsertRowid: number | bigint };
  /** Rows as arrays, after `raw`. */
  all(values: readonly unknown[]): unknown[];
  get(values: readonly unknown[]): unknown;
  raw(): this;
}

/** An open database. */
export interface Connection {
  readonly inTransaction: boolean;
  exec(sql: string): unknown;
  prepare(sql: string): Statement;
  close(): unknown;
}

export type Driver = new (path: string, options: { readonly timeout: number }) => Connection;

const KNOWN: readonly DriverName[] = ['libsql', 'better-sqlite3'];

/** Loads the wanted library, or the first that can be loaded. Throws `DRIVER_MISSING`. */
export async function loadDriver(wanted: DriverName | undefined): Promise<Driver> {
  const problems: string[] = [];
  for (const name of wanted === undefined ? KNOWN : [wanted]) {
    try {
      return await load(name);
    } catch (error) {
      // A driver prints a whole stack of attempts; its first line says enough.
      problems.push(`${name}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  throw new EngineError('DRIVER_MISSING', problems.join('; '));
}

async function load(name: DriverName): Promise<Driver> {
  if (name === 'better-sqlite3') checkNodeApi(name);
  const module: unknown = await (name === 'libsql' ? import('libsql') : import(name));
  return (module as { readonly default: Driver }).default;
}

/** better-sqlite3 13 on a Node without Node-API 10 is a segmentation fault, not an error. */
function checkNodeApi(name: DriverName): void {
  const require = createRequire(import.meta.url);
  const { version } = require(`${name}/package.json`) as { readonly version: string };
  if (Number.parseInt(version, 10) < 13 || Number(process.versions['napi']) >= 10) return;
  throw new Error(
    `version ${version} needs Node-API 10, this Node has ${process.versions['napi']}`,
  );
}
