import type { CrashAdapter } from './crash-adapters.ts';

/** Not in a folder but on a server: what its children are told is a connection string. */
export const POSTGRES: CrashAdapter = {
  name: 'postgres',
  open: async (connection) => {
    const { openPostgresStore } = await import('@holdfast/store-adapters/postgres');
    return openPostgresStore({ connection });
  },
  isLog: () => false,
  rotates: () => false,
};
