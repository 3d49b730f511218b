/** How each contender is opened. `place`: a folder of its own, or a connection string. */
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { storeId } from '@holdfast/actors/ports';
import type { EventStore } from '@holdfast/store-adapters';
import type { BenchStore } from './bench-store.ts';
import { RawStore } from './raw-store.ts';

type Opener = (place: string) => Promise<BenchStore>;

export const OPENERS: Readonly<Record<string, Opener>> = {
  raw: (place) => RawStore.open(place),
  memory: async () => {
    const { openMemoryStore } = await import('@holdfast/store-adapters/memory');
    return yielding(adapted(await openMemoryStore()));
  },
  embedded: async (path) => {
    const { openEmbeddedStore } = await import('@holdfast/store-adapters/embedded');
    return adapted(await openEmbeddedStore({ path }));
  },
  sqlite: async (folder) => {
    const { openSqliteStore } = await import('@holdfast/store-adapters/sqlite');
    return adapted(await openSqliteStore({ path: join(folder, 'events.db') }));
  },
  postgres: async (connection) => {
    const { openPostgresStore } = await import('@holdfast/store-adapters/postgres');
    return adapted(await openPostgresStore({ connection }));
  },
  emmett_postgres: async (place) => {
    const { getPostgreSQLEventStore } = await import('@event-driven-io/emmett-postgresql');
    const store = getPostgreSQLEventStore(place);
    await store.schema.migrate();
    return {
      append: (stream, events) => store.appendToStream(stream, events as never),
      // Every append commits by itself, so it is durable when it has resolved.
      fence: () => Promise.resolve(),
      close: () => store.close(),
    };
  },
};

function adapted(store: EventStore): BenchStore {
  const id = storeId('bench');
  const { signal } = new AbortController();
  return {
    append: (stream, events) => store.append(stream, events),
    fence: () => store.fence(id, { signal }),
    close: () => store.close(),
  };
}

/** A store that answers without waiting for anything would never let a timer fire. */
function yielding(store: BenchStore): BenchStore {
  let appends = 0;
  return {
    ...store,
    append: async (stream, events) => {
      appends += 1;
      await store.append(stream, events);
      if (appends % 64 === 0) await nextTurn();
    },
  };
}
