/** Tables, privileges, options, many stores in one schema, several writers, and the guide. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { storeId } from '@holdfast/actors/ports';
import type { EventStore } from '@holdfast/store-adapters';
import {
  openPostgresEngine,
  openPostgresStore,
  type PostgresEngineOptions,
} from '@holdfast/store-adapters/postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresServer, whyNoPostgres } from '../support/postgres-server.ts';
import { runScript } from '../support/run-script.ts';

const obstacle = whyNoPostgres();
const title = obstacle === undefined ? '' : ` (skipped: ${obstacle})`;
const EVENT = [{ type: 'noted', data: 1 }];
const never = new AbortController().signal;

describe.skipIf(obstacle !== undefined)(`a database of PostgreSQL${title}`, () => {
  let server: PostgresServer | undefined;

  beforeAll(async () => {
    server = await PostgresServer.start();
  }, 60_000);

  afterAll(async () => {
    await server?.remove();
  });

  const connection = (): string => server?.connection ?? assert.fail('the server did not start');

  async function sql(text: string): Promise<void> {
    const client = new pg.Client(connection());
    await client.connect();
    await client.query(text).finally(() => client.end());
  }

  it('makes the tables once, however many open at once', async () => {
    const options = { connection: connection(), schema: 'at once' };
    const stores = await Promise.all(Array.from({ length: 6 }, () => openPostgresStore(options)));
    await Promise.all(stores.map((store) => store.append('a', EVENT)));
    expect(await count(stores[0] as EventStore)).toBe(6);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('takes any name for a schema as a name', async () => {
    const schema = `x"; DROP SCHEMA public CASCADE; --'`;
    const store = await openPostgresStore({ connection: connection(), schema });
    await store.append('a', EVENT);
    await store.close();
    const again = await openPostgresStore({ connection: connection(), schema });
    expect(await count(again)).toBe(1);
    await again.close();
  });

  it('refuses tables of another format', async () => {
    await sql('CREATE SCHEMA newer; CREATE TABLE newer.format AS SELECT 99 AS version');
    const opened = openPostgresStore({ connection: connection(), schema: 'newer' });
    await expect(opened).rejects.toMatchObject({ code: 'ERR_STORE_OPEN_FAILED' });
    await expect(opened).rejects.toThrow('format 99, not 1');
  });

  it('needs the privileges that the guide names, and no more', async () => {
    const grants = /```sql\n([\s\S]*?)```/.exec(await guide())?.[1] ?? '';
    await (await openPostgresStore({ connection: connection() })).close();
    await sql(`CREATE ROLE app LOGIN; ${grants}`);
    const asApp = connection().replace('holdfast@', 'app@');
    const store = await openPostgresStore({ connection: asApp, storeId: 'of app' });
    await store.append('a', EVENT, { expectedVersion: 0n });
    await store.fence(storeId('test'), { signal: never });
    expect(await count(store)).toBe(1);
    await store.close();
  });

  it('says that a server is not there', async () => {
    const opened = openPostgresStore({ connection: 'postgresql://127.0.0.1:1/none' });
    await expect(opened).rejects.toMatchObject({ code: 'ERR_STORE_OPEN_FAILED' });
  });

  it('says that nothing is durable when the server does not sync', async () => {
    const lax = await PostgresServer.start({ settings: { fsync: 'off' } });
    try {
      const store = await openPostgresStore({ connection: lax.connection });
      expect(store.survives).toEqual({ accepted: 'process_crash', durable: 'process_crash' });
      await store.close();
    } finally {
      await lax.remove();
    }
  });

  it('refuses options by name', async () => {
    const given = { connection: connection() };
    const refused: readonly (readonly [option: string, options: unknown])[] = [
      ['options', undefined],
      ['connection', {}],
      ['connection', { connection: '' }],
      ['schema', { ...given, schema: '' }],
      ['schema', { ...given, schema: 'pg_mine' }],
      ['schema', { ...given, schema: 'é'.repeat(32) }],
      ['requestTimeoutMs', { ...given, requestTimeoutMs: 0 }],
      ['readers', { ...given, readers: 1.5 }],
      ['maxQueuedSize', { ...given, maxQueuedSize: '1' }],
      ['shcema', { ...given, shcema: 'x' }],
    ];
    for (const [option, options] of refused) {
      const opened = openPostgresEngine(options as PostgresEngineOptions);
      await expect(opened).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option });
    }
  });

  it('holds many stores, isolated, each open once, that end with the engine', async () => {
    const engine = await openPostgresEngine({ connection: connection(), schema: 'many' });
    const ids = ['a', 'A', 'a ', "'; drop table x; --", '../a', '%', 'é🌍', '\\0', '"a"', '1'];
    const stores = await Promise.all(ids.map((id) => engine.openStore(id)));
    await expect(engine.openStore('a')).rejects.toMatchObject({ code: 'ERR_STORE_LOCKED' });
    await Promise.all(
      stores.flatMap((store, index) =>
        Array.from({ length: index + 1 }, (_, at) =>
          store.append('same', EVENT, { expectedVersion: BigInt(at) }),
        ),
      ),
    );
    await Promise.all(stores.map((store) => store.fence(storeId('test'), { signal: never })));
    expect(await Promise.all(stores.map(count))).toEqual(ids.map((_, index) => index + 1));
    await stores[0]?.close();
    const again = await engine.openStore('a');
    expect(await again.append('same', EVENT)).toMatchObject({ lastPosition: 2n });
    await engine.close();
    await expect(again.append('same', EVENT)).rejects.toMatchObject({ code: 'ERR_STORE_CLOSED' });
    expect(again.health()).toMatchObject({ status: 'closed' });
  });

  it('lets several writers have one store open, without holes and without a lost race', async () => {
    const options = { connection: connection(), schema: 'several' };
    const all = await Promise.all([openPostgresStore(options), openPostgresStore(options)]);
    let refused = 0;
    const write = async (store: EventStore, writer: number): Promise<void> => {
      for (let index = 0; index < 40; index += 1) {
        const expectedVersion = BigInt(index);
        const [own, shared] = await Promise.allSettled([
          store.append(`own ${writer}`, EVENT, { expectedVersion }),
          store.append('shared', [...EVENT, ...EVENT], { expectedVersion: expectedVersion * 2n }),
        ]);
        expect(own.status).toBe('fulfilled');
        if (shared.status === 'fulfilled') continue;
        refused += 1;
        // The winner was first: both try the same versions, and each is won once.
        expect(shared.reason).toMatchObject({ code: 'ERR_WRONG_EXPECTED_VERSION' });
      }
    };
    await Promise.all(all.map(write));
    expect(await count(all[0])).toBe(160);
    expect(refused).toBe(40);
    await Promise.all(all.map((store) => store.close()));
  });

  it('runs as the guide says', async () => {
    const program = /```typescript\n([\s\S]*?)```/.exec(await guide())?.[1] ?? '';
    const schema = `connection: '${connection()}', schema: 'guide'`;
    const source = program.replace("connection: 'postgresql://localhost/events'", schema);
    const { stdout, stderr } = await runScript(source);
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe(/\/\/ → (.*)/.exec(program)?.[1]);
  });
});

function guide(): Promise<string> {
  return readFile(new URL('../../docs/guides/postgresql.md', import.meta.url), 'utf8');
}

async function count(store: EventStore): Promise<number> {
  let events = 0;
  for await (const { position } of store.readAll()) {
    events += 1;
    expect(position).toBe(BigInt(events));
  }
  return events;
}
