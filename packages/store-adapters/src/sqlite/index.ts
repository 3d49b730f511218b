/** Stores in a SQLite database, in a thread of its own, with a fence that survives a power loss. */
export { DriverMissingError, EngineEndedError, EngineFailedError } from './errors.ts';
export { openSqliteEngine, openSqliteStore, type SqliteEngine } from './open-sqlite.ts';
export type { SqliteEngineOptions } from './options.ts';
export type { SqliteStore } from './sqlite-store.ts';
export type { DriverName } from './thread/protocol.ts';
