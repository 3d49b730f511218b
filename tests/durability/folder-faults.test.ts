/** What can befall the folder of a store: each a clear error, and nothing durable is lost. */
import { cp, mkdtemp, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeId } from '@holdfast/actors/ports';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { nodeCommand, startChild } from './support/child-process.ts';
import { CRASH_ADAPTERS, type OpenedStore } from './support/crash-adapters.ts';
import { StoreChildClient } from './support/remote-store.ts';
import { SmallDisk, whyNoSmallDisk } from './support/small-disk.ts';
import { isReady } from './support/written-store.ts';

const noDisk = whyNoSmallDisk();
const skipped = noDisk === undefined ? '' : ` (skipped: ${noDisk})`;
const EVENT = { type: 'noted', data: { pad: 'x'.repeat(4_000) } };
const POISONED = { code: 'ERR_STORE_POISONED' };

let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'holdfast-faults-'));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
});

function fence(store: OpenedStore): Promise<void> {
  return store.fence(storeId('test'), { signal: new AbortController().signal });
}

/** Appends and fences one event after the other; the last version that a fence covered. */
async function write(store: OpenedStore, appends: number, events = [EVENT]): Promise<bigint> {
  let version = 0n;
  for (let done = 0; done < appends; done += 1) {
    version = (await store.append('a', events)).nextExpectedVersion;
    await fence(store);
  }
  return version;
}

/** Versions of the stream, which must have no holes. */
async function versionsIn(store: OpenedStore): Promise<number> {
  let count = 0;
  for await (const { version } of store.read('a')) {
    count += 1;
    expect(version).toBe(BigInt(count));
  }
  return count;
}

describe.each(CRASH_ADAPTERS)('$name: a folder', (adapter) => {
  it.skipIf(noDisk !== undefined)(
    `on a disk that is full keeps all that was fenced${skipped}`,
    async () => {
      await using disk = await SmallDisk.mount(6);
      const path = join(disk.path, 'store');
      const store = await adapter.open(path, 'small');
      let fenced = 0n;
      const many = Array.from({ length: 20 }, () => EVENT);
      const error: unknown = await (async () => {
        for (;;) fenced = await write(store, 1, many);
      })().catch((reason: unknown) => reason);
      expect(['ERR_APPEND_FAILED', 'ERR_FENCE_FAILED']).toContain((error as { code: string }).code);
      expect(fenced).toBeGreaterThan(0n);
      if (adapter.whenFull === 'poisoned') {
        await expect(store.append('a', [EVENT])).rejects.toMatchObject(POISONED);
        await expect(fence(store)).rejects.toMatchObject(POISONED);
        await store.close();
      }
      disk.remount('size=64m');
      if (adapter.whenFull === 'refused') {
        expect(error).toMatchObject({ outcomeKnown: true, retryable: true });
        // Nobody has to open it again: it goes on behind what it had accepted.
        expect(await write(store, 1, many)).toBeGreaterThan(fenced);
        fenced = await write(store, 1);
        await store.close();
      }
      const again = await adapter.open(path);
      expect(await versionsIn(again)).toBeGreaterThanOrEqual(Number(fenced));
      await write(again, 1);
      await again.close();
    },
  );

  it.skipIf(noDisk !== undefined)(
    `that is read-only is refused, and opens later${skipped}`,
    async () => {
      await using disk = await SmallDisk.mount(32);
      const path = join(disk.path, 'store');
      const store = await adapter.open(path);
      const fenced = await write(store, 5);
      await store.close();
      disk.remount('ro');
      await expect(adapter.open(path)).rejects.toMatchObject({
        code: 'ERR_STORE_OPEN_FAILED',
        path: adapter.pathOf(path),
      });
      const other = join(disk.path, 'other');
      await expect(adapter.open(other)).rejects.toMatchObject({
        code: 'ERR_STORE_OPEN_FAILED',
        path: adapter.pathOf(other),
      });
      disk.remount('rw');
      const again = await adapter.open(path);
      expect(await versionsIn(again)).toBe(Number(fenced));
      await again.close();
    },
  );

  it.each(['removed', 'removed and made again'])('that is %s fences nothing more', async (how) => {
    const path = join(base, 'store');
    const store = await adapter.open(path);
    await write(store, 3);
    await rm(path, { recursive: true });
    if (how !== 'removed') {
      const empty = await mkdtemp(join(base, 'empty-'));
      await cp(empty, path, { recursive: true });
    }
    const error: unknown = await write(store, 3).catch((reason: unknown) => reason);
    expect(['ERR_APPEND_FAILED', 'ERR_FENCE_FAILED']).toContain((error as { code: string }).code);
    await expect(store.append('a', [EVENT])).rejects.toMatchObject(POISONED);
    await expect(fence(store)).rejects.toMatchObject(POISONED);
    await store.close();
  });

  it.each(['cut short', 'overwritten', 'followed by garbage'])(
    'whose last log is %s behind the fence opens without a hole',
    async (how) => {
      const path = join(base, 'store');
      const store = await adapter.open(path);
      const fenced = Number(await write(store, 20));
      const [log, length] = await lastLog(path, (file) => adapter.isLog(file));
      for (let done = 0; done < 20; done += 1) await store.append('a', [EVENT]);
      // As a crash leaves it: an orderly close would tidy up.
      const crashed = join(base, 'crashed');
      await cp(path, crashed, { recursive: true });
      await store.close();
      await damage(join(crashed, log), length, how);
      const again = await adapter.open(crashed);
      const found = await versionsIn(again);
      expect(found).toBeGreaterThanOrEqual(fenced);
      expect((await again.append('a', [EVENT])).nextExpectedVersion).toBe(BigInt(found + 1));
      await again.close();
    },
  );

  it('that another process has open is refused, and opens when that has ended', async () => {
    const path = join(base, 'store');
    const child = startChild(nodeCommand('store-child.ts', [adapter.name]));
    await child.said(isReady);
    const client = new StoreChildClient(child);
    await client.call('open', path);
    await client.call('append', path, 'a', [EVENT], {});
    const locked = { code: 'ERR_STORE_LOCKED', path: adapter.pathOf(path) };
    await expect(adapter.open(path)).rejects.toMatchObject({ ...locked, retryable: true });
    await client.call('append', path, 'a', [EVENT], {});
    child.process.kill('SIGKILL');
    await child.ended;
    const again = await adapter.open(path);
    expect(await versionsIn(again)).toBe(2);
    await again.close();
  });
});

async function lastLog(
  folder: string,
  isLog: (path: string) => boolean,
): Promise<readonly [name: string, length: number]> {
  const name = (await readdir(folder)).filter(isLog).toSorted().at(-1);
  if (name === undefined) throw new Error('the store has no log');
  return [name, (await stat(join(folder, name))).size];
}

/** Nothing before `length` is touched: that is what the fence covered. */
async function damage(file: string, length: number, how: string): Promise<void> {
  const { size } = await stat(file);
  expect(size).toBeGreaterThan(length);
  const middle = Math.floor((length + size) / 2);
  if (how === 'cut short') await truncate(file, middle);
  if (how === 'overwritten') await overwrite(file, middle);
  if (how === 'followed by garbage') await writeFile(file, 'garbage'.repeat(999), { flag: 'a' });
}

async function overwrite(file: string, at: number): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(5_000, 0xa5), 0, 5_000, at);
  await handle.close();
}
