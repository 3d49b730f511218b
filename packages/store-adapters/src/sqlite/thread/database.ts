/**
 * Opens the database file, and makes it when it is new. The lock is held until the database is
 * closed, so nobody else can change what this thread remembers of it.
 */
import type { Connection, Driver } from './driver.ts';
import { EngineError } from './failure.ts';

/** Stands in the header of every database of this adapter: "Hold". */
const APPLICATION_ID = 0x486f6c64;
const FORMAT = 1;

/**
 * `place` is the number of the store and the position of the append's first event in one number,
 * see `places.ts`. Names are kept as JSON: a NUL in a text is lost by libsql.
 */
const SCHEMA = `
  CREATE TABLE stores (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
  CREATE TABLE streams (
    number INTEGER PRIMARY KEY,
    store INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (store, name)
  );
  CREATE TABLE appends (
    place INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    version INTEGER NOT NULL,
    count INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    body TEXT NOT NULL
  );
  CREATE UNIQUE INDEX appends_by_stream ON appends (stream, version);
  CREATE TABLE fences (one INTEGER PRIMARY KEY, fence INTEGER NOT NULL);
  INSERT INTO fences VALUES (1, 0);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;

/** What a fence writes. A commit that changes nothing would not reach the disk. */
export const FENCE_ROW = 'UPDATE fences SET fence = fence + 1 WHERE one = 1';

/** Opens `path`. Throws SQLite's errors, `FOREIGN` for a file that is not a store of ours. */
export function openDatabase(driver: Driver, path: string): Connection {
  const connection = new driver(path, { timeout: 0 });
  try {
    prepare(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function prepare(connection: Connection): void {
  pragma(connection, 'locking_mode = EXCLUSIVE');
  // Looked at before anything is changed: it may be somebody else's database.
  const isNew = checkFormat(connection);
  const mode = pragma(connection, 'journal_mode = WAL');
  if (mode !== 'wal') throw new EngineError('FOREIGN', `the journal mode is ${String(mode)}`);
  connection.exec('PRAGMA synchronous = FULL');
  // Checkpoints are ours: SQLite ignores the failure of an automatic one, and would sync on.
  pragma(connection, 'wal_autocheckpoint = 0');
  connection.exec(`BEGIN IMMEDIATE; ${isNew ? SCHEMA : ''} ${FENCE_ROW}; COMMIT;`);
  connection.exec('PRAGMA synchronous = NORMAL');
}

/** Whether the database is empty. Throws when it holds something else. */
function checkFormat(connection: Connection): boolean {
  const application = pragma(connection, 'application_id');
  const [tables] = connection.prepare('SELECT count(*) FROM sqlite_master').raw().get([]) as [
    number,
  ];
  if (application === 0 && tables === 0) return true;
  if (application !== APPLICATION_ID) {
    throw new EngineError('FOREIGN', 'the file holds another database');
  }
  const format = pragma(connection, 'user_version');
  if (format === FORMAT) return false;
  throw new EngineError('FOREIGN', `the file holds format ${String(format)}, not ${FORMAT}`);
}

function pragma(connection: Connection, text: string): unknown {
  const [row] = connection.prepare(`PRAGMA ${text}`).raw().all([]) as unknown[][];
  return row?.[0];
}
