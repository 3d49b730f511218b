/** Servers that crash, networks that break, replicas that do not answer. */
import assert from 'node:assert/strict';
import { hasErrorCode, storeId } from '@holdfast/actors/ports';
import type { EventStore } from '@holdfast/store-adapters';
import { openPostgresStore, type PostgresStoreOptions } from '@holdfast/store-adapters/postgres';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PostgresServer, whyNoPostgres } from '../support/postgres-server.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const obstacle = whyNoPostgres();
const title = obstacle === undefined ? '' : ` (skipped: ${obstacle})`;
const EVENT = [{ type: 'noted', data: 1 }];
const ID = storeId('test');
const never = new AbortController().signal;

describe.skipIf(obstacle !== undefined)(`PostgreSQL in trouble${title}`, () => {
  let started: PostgresServer | undefined;
  let stores = 0;
  const cleanUps: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    // Nobody but a fence writes what was accepted, for ten seconds.
    started = await PostgresServer.start({ settings: { wal_writer_delay: '10s' } });
  }, 60_000);

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  afterAll(async () => {
    await started?.remove();
  });

  const server = (): PostgresServer => started ?? assert.fail('the server did not start');

  async function open(options: Partial<PostgresStoreOptions> = {}): Promise<EventStore> {
    const { connection } = server();
    const store = await openPostgresStore({
      connection,
      storeId: `s ${(stores += 1)}`,
      ...options,
    });
    cleanUps.push(() => store.close());
    return store;
  }

  async function restart(): Promise<void> {
    await server().stop('immediate');
    await server().resume();
  }

  async function throughProxy(options: Partial<PostgresStoreOptions> = {}) {
    const proxy = await TcpProxy.start(server().port);
    cleanUps.push(() => proxy.stop());
    const connection = `postgresql://holdfast@127.0.0.1:${proxy.port}/postgres`;
    return { proxy, store: await open({ connection, ...options }) };
  }

  async function sql(text: string, values: unknown[] = []): Promise<readonly unknown[]> {
    const client = new pg.Client(server().connection);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** A store whose last append was accepted, and lost in a crash. The id of the store as well. */
  async function afterLoss(): Promise<{ readonly store: EventStore; readonly id: string }> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const id = `lost ${attempt} ${(stores += 1)}`;
      const store = await open({ storeId: id });
      await store.append('a', EVENT);
      await store.fence(ID, { signal: never });
      await store.append('a', EVENT);
      await restart();
      // The server writes by itself every ten seconds: perhaps just now.
      if ((await collect(store.readAll())).length === 1) return { store, id };
    }
    return assert.fail('the server lost nothing in five crashes');
  }

  const POISONED = { code: 'ERR_STORE_POISONED', cause: { code: 'ERR_ACCEPTED_EVENTS_LOST' } };

  describe('a server that crashed and lost accepted events', () => {
    it('poisons the store at the next fence', async () => {
      const { store, id } = await afterLoss();
      await expect(store.fence(ID, { signal: never })).rejects.toMatchObject(POISONED);
      await expect(store.append('a', EVENT)).rejects.toMatchObject(POISONED);
      expect(store.health()).toMatchObject({ status: 'poisoned', error: POISONED });
      const again = await open({ storeId: id });
      const result = await again.append('a', EVENT, { expectedVersion: 1n });
      expect(result).toEqual({ nextExpectedVersion: 2n, lastPosition: 2n });
      await again.fence(ID, { signal: never });
    });

    it('poisons the store at the next append', async () => {
      const { store } = await afterLoss();
      await expect(appendUntilSure(store)).rejects.toMatchObject(POISONED);
      await expect(store.fence(ID, { signal: never })).rejects.toMatchObject(POISONED);
      expect(await collect(store.readAll())).toHaveLength(1);
    });

    it('is seen though another process has written in their place', async () => {
      const { store, id } = await afterLoss();
      const other = await open({ storeId: id });
      await other.append('b', EVENT);
      await other.fence(ID, { signal: never });
      await expect(store.fence(ID, { signal: never })).rejects.toMatchObject(POISONED);
      expect(await collect(store.readAll())).toHaveLength(2);
    });

    it('poisons none of the others', async () => {
      const other = await open();
      await other.append('a', EVENT);
      await other.fence(ID, { signal: never });
      await restart();
      await appendUntilSure(other);
      await other.fence(ID, { signal: never });
      expect(await collect(other.readAll())).toHaveLength(2);
    });
  });

  it('says that it is unavailable while no server is there, and that it is ready again', async () => {
    const store = await open();
    await server().stop('fast');
    const unavailable = { code: 'ERR_STORE_UNAVAILABLE', retryable: true, outcomeKnown: true };
    try {
      await expect(appendUntilRefused(store)).rejects.toMatchObject(unavailable);
      await expect(store.fence(ID, { signal: never })).rejects.toMatchObject(unavailable);
      expect(store.health()).toMatchObject({ status: 'unavailable', error: unavailable });
    } finally {
      await server().resume();
    }
    await store.fence(ID, { signal: never });
    expect(store.health()).toEqual({ status: 'ready' });
  });

  describe('a connection that breaks', () => {
    it('leaves the outcome of an append under way unknown, and the next one tells', async () => {
      const { proxy, store } = await throughProxy();
      await store.append('a', EVENT);
      proxy.silent = true;
      const append = store.append('a', EVENT);
      const failed = expect(append).rejects.toMatchObject({
        code: 'ERR_APPEND_FAILED',
        outcomeKnown: false,
        retryable: true,
      });
      await until(async () => (await position()) === 2);
      proxy.cut();
      proxy.silent = false;
      await failed;
      const result = await store.append('a', EVENT, { expectedVersion: 2n });
      expect(result).toEqual({ nextExpectedVersion: 3n, lastPosition: 3n });
      await store.fence(ID, { signal: never });
    });

    it('is given up in time when it only falls silent, and close waits no longer', async () => {
      const { proxy, store } = await throughProxy({ requestTimeoutMs: 300 });
      await store.append('a', EVENT);
      proxy.silent = true;
      const before = proxy.connections;
      const appends = Array.from({ length: 200 }, (_, index) => store.append(`s ${index}`, EVENT));
      const [outcomes] = await Promise.all([Promise.allSettled(appends), store.close()]);
      const errors = outcomes.map((each) => each.status === 'rejected' && (each.reason as unknown));
      const codes = errors.map((error) => (error as { readonly code: string }).code);
      expect(new Set(codes)).toEqual(new Set(['ERR_APPEND_FAILED', 'ERR_STORE_UNAVAILABLE']));
      // The first batch was sent. The rest was not, because there was no new connection.
      const known = errors.map((error) => (error as { outcomeKnown: boolean }).outcomeKnown);
      expect(new Set(known)).toEqual(new Set([false, true]));
      // One that cancels and one attempt for all the rest, not one after the other for each batch.
      expect(proxy.connections - before).toBe(2);
    });

    /** Position of the last store of these tests, read past the proxy. */
    async function position(): Promise<number> {
      const head = 'SELECT head FROM holdfast.stores WHERE id = $1';
      const [row] = await sql(head, [`s ${stores}`]);
      return Number((row as { readonly head: string }).head);
    }
  });

  describe('a replica that does not answer', () => {
    async function withReplica(
      work: (store: EventStore) => Promise<void>,
      options: Partial<PostgresStoreOptions> = {},
    ): Promise<void> {
      const store = await open(options);
      await store.append('a', EVENT);
      await sql(`ALTER SYSTEM SET synchronous_standby_names = 'nobody'`);
      await sql('SELECT pg_reload_conf()');
      try {
        await until(async () => (await namesSet()) !== '');
        await work(store);
      } finally {
        await sql('ALTER SYSTEM RESET synchronous_standby_names');
        await sql('SELECT pg_reload_conf()');
        await until(async () => (await namesSet()) === '');
      }
      if (store.health().status === 'ready') await store.fence(ID, { signal: never });
    }

    const namesSet = async (): Promise<unknown> => {
      const [row] = await sql("SELECT current_setting('synchronous_standby_names') AS names");
      return (row as { readonly names: string }).names;
    };
    const waiting = (): Promise<readonly unknown[]> =>
      sql("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'");

    it('fails a fence whose wait was cancelled on the server', () =>
      withReplica(async (store) => {
        const fence = store.fence(ID, { signal: never });
        const failed = expect(fence).rejects.toMatchObject({
          code: 'ERR_FENCE_FAILED',
          outcomeKnown: false,
        });
        await until(async () => (await waiting()).length === 1);
        await sql(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'",
        );
        await failed;
      }));

    it('holds up no append, and leaves nothing behind when the caller goes', () =>
      withReplica(async (store) => {
        const controller = new AbortController();
        const fence = store.fence(ID, { signal: controller.signal });
        const failed = expect(fence).rejects.toThrow('the caller has left');
        await until(async () => (await waiting()).length === 1);
        await store.append('a', EVENT);
        controller.abort(new Error('the caller has left'));
        await failed;
        await until(async () => (await waiting()).length === 0);
      }));

    it('does not keep a store from closing', () =>
      withReplica(
        async (store) => {
          const fence = store.fence(ID, { signal: never });
          const failed = expect(fence).rejects.toMatchObject({
            code: 'ERR_FENCE_FAILED',
            outcomeKnown: false,
          });
          await until(async () => (await waiting()).length === 1);
          await store.close();
          await failed;
        },
        { requestTimeoutMs: 1000 },
      ));
  });
});

async function collect<T>(events: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The first append after a crash may find only that its connection is gone. */
async function appendUntilSure(store: EventStore): Promise<void> {
  while (!(await appended(store, ['ERR_APPEND_FAILED', 'ERR_STORE_UNAVAILABLE'])));
}

async function appendUntilRefused(store: EventStore): Promise<void> {
  while (!(await appended(store, ['ERR_APPEND_FAILED'])));
}

/** False when it failed with one of these codes. */
async function appended(store: EventStore, codes: readonly string[]): Promise<boolean> {
  try {
    await store.append('a', EVENT);
    return true;
  } catch (error) {
    if (codes.some((code) => hasErrorCode(error, code))) return false;
    throw error;
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
