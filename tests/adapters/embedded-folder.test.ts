/** What only a store in a folder can show: locks, foreign folders, damage, recovery. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeId } from '@holdfast/actors/ports';
import { type EmbeddedStoreOptions, openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { ClassicLevel } from 'classic-level';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let base: string;
let path: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'holdfast-folder-'));
  path = join(base, 'store');
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

const signal = new AbortController().signal;
const EVENTS = [{ type: 'noted', data: 1 }];

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  const reader = events[Symbol.asyncIterator]();
  while ((await reader.next()).done !== true);
}

/** Writes three appends, fences the first two, and closes. */
async function fill(): Promise<void> {
  const store = await openEmbeddedStore({ path });
  await store.append('a', [...EVENTS, ...EVENTS]);
  await store.append('b', EVENTS);
  await store.fence(storeId('test'), { signal });
  await store.append('a', EVENTS);
  await store.close();
}

/** Changes the engine's entries behind the store's back. */
async function tamper(change: (level: ClassicLevel) => Promise<void>): Promise<void> {
  const level = new ClassicLevel(path);
  await change(level);
  await level.close();
}

describe('opening', () => {
  it('makes the folder, and every folder above it', async () => {
    path = join(base, 'x', 'y', 'z');
    await using store = await openEmbeddedStore({ path });
    expect(store.recovery).toEqual({ fencedPosition: 0n, lastPosition: 0n, trimmed: 0 });
    expect(await readdir(path)).toContain('CURRENT');
  });

  it('says what it found', async () => {
    await fill();
    await using store = await openEmbeddedStore({ path });
    expect(store.recovery).toEqual({ fencedPosition: 3n, lastPosition: 4n, trimmed: 0 });
  });

  it('is refused while the folder is open', async () => {
    await using store = await openEmbeddedStore({ path });
    const second = openEmbeddedStore({ path });
    await expect(second).rejects.toMatchObject({ code: 'ERR_STORE_LOCKED', retryable: true, path });
    await store.append('a', EVENTS);
  });

  it('is refused where another database is', async () => {
    await mkdir(path);
    await tamper((level) => level.put('theirs', '1'));
    const opened = openEmbeddedStore({ path });
    await expect(opened).rejects.toMatchObject({ code: 'ERR_STORE_OPEN_FAILED', path });
    await tamper(async (level) => expect(await level.keys().all()).toEqual(['theirs']));
  });

  it('is refused where no folder can be', async () => {
    await fill();
    const opened = openEmbeddedStore({ path: join(path, 'CURRENT') });
    await expect(opened).rejects.toMatchObject({ code: 'ERR_STORE_OPEN_FAILED' });
  });

  it('refuses options by name', async () => {
    const refused: readonly (readonly [option: string, options: unknown])[] = [
      ['options', undefined],
      ['path', {}],
      ['path', { path: '' }],
      ['path', { path: 'a\0b' }],
      ['writeBufferSize', { path, writeBufferSize: 1 }],
      ['writeBufferSize', { path, writeBufferSize: '16 MiB' }],
      ['maxQueuedSize', { path, maxQueuedSize: 0 }],
      ['paht', { path, paht: path }],
    ];
    for (const [option, options] of refused) {
      const opened = openEmbeddedStore(options as EmbeddedStoreOptions);
      await expect(opened).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option });
    }
    expect(await readdir(base)).toEqual([]);
  });
});

describe('a damaged store', () => {
  it('is refused when fenced events are missing, and nothing is removed', async () => {
    await fill();
    const before: [string, string][] = [];
    await tamper(async (level) => {
      // As the fence left it: opening has since made the last event durable too.
      await level.put('m:fence', '3:3');
      await level.del('c0000000000000003:1');
      before.push(...(await level.iterator().all()));
    });
    await expect(openEmbeddedStore({ path })).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
    await tamper(async (level) => expect(await level.iterator().all()).toEqual(before));
  });

  it('is trimmed after a gap that no fence covered, and goes on from there', async () => {
    await fill();
    await tamper(async (level) => {
      await level.put('m:fence', '2:2');
      await level.del('c0000000000000003:1');
      await level.del('i001b0000000000000001');
    });
    await using store = await openEmbeddedStore({ path });
    expect(store.recovery).toEqual({ fencedPosition: 2n, lastPosition: 2n, trimmed: 1 });
    const result = await store.append('a', EVENTS, { expectedVersion: 2n });
    expect(result).toEqual({ nextExpectedVersion: 3n, lastPosition: 3n });
  });

  it('is told to a reader who meets the damage', async () => {
    await fill();
    await tamper((level) => level.put('c0000000000000003:1', '["b",1,'));
    await using store = await openEmbeddedStore({ path });
    const corrupt = { code: 'ERR_STORE_CORRUPT' };
    await expect(drain(store.readAll())).rejects.toMatchObject(corrupt);
    await expect(drain(store.read('b'))).rejects.toMatchObject(corrupt);
  });
});
