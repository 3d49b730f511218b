/** What only a database file can show: locks, foreign files, damage, many stores, missing drivers. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeId } from '@holdfast/actors/ports';
import type { EventStore } from '@holdfast/store-adapters';
import {
  openSqliteEngine,
  openSqliteStore,
  type SqliteEngineOptions,
} from '@holdfast/store-adapters/sqlite';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let base: string;
let path: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'holdfast-file-'));
  path = join(base, 'stores.db');
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

const signal = new AbortController().signal;
const EVENTS = [{ type: 'noted', data: 1 }];

async function collect(store: EventStore): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { stream, version, position } of store.readAll()) {
    found.push(`${stream} ${String(version)} ${String(position)}`);
  }
  return found;
}

/** Changes the database behind the store's back. */
function tamper(sql: string): void {
  const database = new Database(path);
  database.exec(sql);
  database.close();
}

describe('opening', () => {
  it('makes the file, and every folder above it', async () => {
    path = join(base, 'x', 'y', 'stores.db');
    await using store = await openSqliteStore({ path });
    await store.append('a', EVENTS);
    expect(await readdir(join(base, 'x', 'y'))).toContain('stores.db');
  });

  it('is refused while the file is open, and not afterwards', async () => {
    const store = await openSqliteStore({ path });
    const second = openSqliteStore({ path });
    await expect(second).rejects.toMatchObject({ code: 'ERR_STORE_LOCKED', retryable: true, path });
    await store.append('a', EVENTS);
    await store.close();
    await using again = await openSqliteStore({ path });
    expect(await collect(again)).toEqual(['a 1 1']);
  });

  it('is refused where another database is, which is left as it was', async () => {
    tamper('CREATE TABLE theirs (value TEXT); INSERT INTO theirs VALUES (1);');
    const before = await readFile(path);
    const opened = openSqliteStore({ path });
    await expect(opened).rejects.toMatchObject({ code: 'ERR_STORE_OPEN_FAILED', path });
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('is refused where no database is, and where none can be', async () => {
    await writeFile(
      path,
      'a letter to nobody in particular, long enough to be a header'.repeat(99),
    );
    await mkdir(join(base, 'folder.db'));
    for (const wrong of [path, join(base, 'folder.db'), join(path, 'below.db')]) {
      const opened = openSqliteStore({ path: wrong });
      await expect(opened).rejects.toMatchObject({ code: 'ERR_STORE_OPEN_FAILED', path: wrong });
    }
  });

  it('is refused when the database has a format of another time', async () => {
    await (await openSqliteStore({ path })).close();
    tamper('PRAGMA user_version = 99');
    const opened = openSqliteStore({ path });
    await expect(opened).rejects.toMatchObject({ code: 'ERR_STORE_OPEN_FAILED' });
    await expect(opened).rejects.toThrow('format 99');
  });

  it('says which library is missing', async () => {
    const opened = openSqliteStore({ path, driver: 'better-sqlite3' });
    await expect(opened).rejects.toMatchObject({ code: 'ERR_DRIVER_MISSING' });
    await expect(opened).rejects.toThrow('better-sqlite3');
  });

  it('refuses options by name', async () => {
    const refused: readonly (readonly [option: string, options: unknown])[] = [
      ['options', undefined],
      ['path', {}],
      ['path', { path: '' }],
      ['path', { path: 'a\0b' }],
      ['driver', { path, driver: 'sqlite3' }],
      ['walSize', { path, walSize: 1 }],
      ['maxQueuedSize', { path, maxQueuedSize: 0 }],
      ['paht', { path, paht: path }],
    ];
    for (const [option, options] of refused) {
      const opened = openSqliteStore(options as SqliteEngineOptions);
      await expect(opened).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option });
    }
    expect(await readdir(base)).toEqual([]);
  });
});

describe('many stores in one file', () => {
  const ids = ['a', 'A', 'a ', '../a', "a'; DROP TABLE appends; --", '%', 'é', 'e\u0301'];

  it('have streams and positions of their own, whatever their ids', async () => {
    const engine = await openSqliteEngine({ path });
    const stores = await Promise.all(ids.map((id) => engine.openStore(id)));
    for (const [index, store] of stores.entries()) {
      for (let count = 0; count <= index; count += 1) await store.append('same', EVENTS);
    }
    await engine.close();
    await using again = await openSqliteEngine({ path });
    for (const [index, id] of ids.entries()) {
      const found = await collect(await again.openStore(id));
      expect(found).toEqual(
        Array.from({ length: index + 1 }, (_, at) => `same ${at + 1} ${at + 1}`),
      );
    }
  });

  it('share a fence and a batch, and a conflict in one is nothing to another', async () => {
    await using engine = await openSqliteEngine({ path });
    const one = await engine.openStore('one');
    const two = await engine.openStore('two');
    const outcomes = await Promise.allSettled([
      one.append('s', EVENTS, { expectedVersion: 1n }),
      two.append('s', EVENTS, { expectedVersion: 0n }),
      one.append('s', EVENTS, { expectedVersion: 0n }),
      two.fence(storeId('two'), { signal }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await collect(one)).toEqual(['s 1 1']);
    expect(await collect(two)).toEqual(['s 1 1']);
  });

  it('close one by one, and are found again', async () => {
    await using engine = await openSqliteEngine({ path });
    const store = await engine.openStore('one');
    const other = await engine.openStore('two');
    await expect(engine.openStore('one')).rejects.toMatchObject({ code: 'ERR_STORE_LOCKED' });
    const appended = store.append('s', EVENTS);
    await store.close();
    expect((await appended).nextExpectedVersion).toBe(1n);
    await expect(store.append('s', EVENTS)).rejects.toMatchObject({ code: 'ERR_STORE_CLOSED' });
    await other.append('s', EVENTS);
    expect(await collect(await engine.openStore('one'))).toEqual(['s 1 1']);
  });
});

describe('a damaged database', () => {
  async function fill(): Promise<void> {
    const store = await openSqliteStore({ path });
    for (let count = 0; count < 4; count += 1) await store.append('a', EVENTS);
    await store.close();
  }

  it.each([
    ['an event is missing', 'DELETE FROM appends WHERE version = 2'],
    ['an event cannot be decoded', "UPDATE appends SET body = '[' WHERE version = 2"],
    ['an append is not whole', "UPDATE appends SET body = '' WHERE version = 2"],
  ])('is told to a reader: %s', async (_, sql) => {
    await fill();
    tamper(sql);
    await using store = await openSqliteStore({ path });
    await expect(collect(store)).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
    const reading = (async () => {
      for await (const event of store.read('a')) expect(event.version).toBe(1n);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });

  it('is told to a reader: pages are overwritten', async () => {
    await fill();
    tamper('PRAGMA wal_checkpoint(TRUNCATE)');
    const bytes = await readFile(path);
    bytes.fill(0xa5, 4096);
    await writeFile(path, bytes);
    const outcome = (async () => {
      await using store = await openSqliteStore({ path });
      return await collect(store);
    })();
    await expect(outcome).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });
});
