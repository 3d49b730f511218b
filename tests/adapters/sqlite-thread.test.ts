/** The thread of the engine: that it dies, and that it keeps nobody from ending. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { storeId } from '@holdfast/actors/ports';
import type { EventStore } from '@holdfast/store-adapters';
import { openSqliteEngine, openSqliteStore } from '@holdfast/store-adapters/sqlite';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const signal = new AbortController().signal;
const EVENTS = [{ type: 'noted', data: 1 }];

/** The thread that `open` starts, and what it opens. */
async function withThread<Opened>(
  open: () => Promise<Opened>,
): Promise<readonly [opened: Opened, thread: Worker]> {
  const started = new Promise<Worker>((resolve) => process.once('worker', resolve));
  return [await open(), await started];
}

async function count(store: EventStore): Promise<number> {
  let found = 0;
  for await (const { position } of store.readAll()) found = Number(position);
  return found;
}

function codeOf(outcome: PromiseSettledResult<unknown>): unknown {
  return outcome.status === 'fulfilled' ? 'done' : (outcome.reason as { code: unknown }).code;
}

describe('a thread that dies', () => {
  it('leaves nobody waiting, poisons the store, and loses nothing that was accepted', async () => {
    const path = join(await temporaryFolder(), 'store.db');
    const [store, thread] = await withThread(() => openSqliteStore({ path }));
    for (let index = 0; index < 10; index += 1) await store.append('a', EVENTS);
    const ended = thread.terminate();
    const appends = Array.from({ length: 50 }, () => store.append('a', EVENTS));
    const fence = store.fence(storeId('test'), { signal });
    const outcomes = await Promise.allSettled([...appends, fence, count(store)]);
    const codes = new Set(outcomes.map(codeOf));
    const known = [
      'ERR_APPEND_FAILED',
      'ERR_FENCE_FAILED',
      'ERR_STORE_POISONED',
      'ERR_ENGINE_ENDED',
    ];
    for (const code of codes) expect(known).toContain(code);
    await ended;
    const poisoned = { code: 'ERR_STORE_POISONED', cause: { code: 'ERR_ENGINE_ENDED' } };
    await expect(store.append('a', EVENTS)).rejects.toMatchObject(poisoned);
    expect(store.health()).toMatchObject({ status: 'poisoned', error: poisoned });
    await store.close();
    await using again = await openSqliteStore({ path });
    expect(await count(again)).toBeGreaterThanOrEqual(10);
  });

  it('poisons every store of its engine, those too that had nothing under way', async () => {
    const path = join(await temporaryFolder(), 'stores.db');
    const [engine, thread] = await withThread(() => openSqliteEngine({ path }));
    const idle = await engine.openStore('idle');
    await thread.terminate();
    expect(idle.health().status).toBe('poisoned');
    expect(engine.health().status).toBe('poisoned');
    await expect(engine.openStore('other')).rejects.toMatchObject({ code: 'ERR_STORE_POISONED' });
    await engine.close();
    expect(engine.health().status).toBe('closed');
  });
});

describe('a process with an open store', () => {
  const script = (after: string): string => `
    import { openSqliteStore } from '@holdfast/store-adapters/sqlite';
    const store = await openSqliteStore({ path: process.argv[1] });
    ${after}
    console.log('done');`;

  it.each([
    ['ends when nothing is under way', ''],
    ['waits for an append', "await store.append('a', [{ type: 'noted', data: 1 }]);"],
    ['waits for a close', 'await store.close();'],
  ])('%s', async (_, after) => {
    const path = join(await temporaryFolder(), 'store.db');
    const args = ['--input-type=module', '-e', script(after), path];
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'done\n', stderr: '' });
  });
});
