import type { EventStore } from '@holdfast/actors/ports';

/**
 * A crash adapter that is not in a folder but on a server: what its children are told is a
 * connection string.
 */
export const POSTGRES = {
  name: 'postgres',
  open: async (connection: string): Promise<EventStore> => {
    const { openPostgresStore } = await import('@holdfast/store-adapters/postgres');
    return openPostgresStore({ connection });
  },
  isLog: () => false,
  rotates: () => false,
};
