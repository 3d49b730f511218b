/** The store in a PostgreSQL database, through `pg`. */
export { AcceptedEventsLostError } from './accepted-events-lost.ts';
export { openPostgresEngine, openPostgresStore, type PostgresEngine } from './open-postgres.ts';
export type { PostgresEngineOptions, PostgresStoreOptions } from './options.ts';
export type { PostgresStore } from './postgres-store.ts';
