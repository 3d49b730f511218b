/** A disk that reports an error for one sync, and what the store makes of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeId } from '@holdfast/actors/ports';
import { describe, expect, it } from 'vitest';
import { nodeCommand, startChild } from './support/child-process.ts';
import { CRASH_ADAPTERS } from './support/crash-adapters.ts';
import { RemoteStore, StoreChildClient } from './support/remote-store.ts';
import { whyNoTrace, withFailingSync } from './support/strace.ts';
import { isReady } from './support/written-store.ts';

const obstacle = whyNoTrace();
const title = obstacle === undefined ? '' : ` (skipped: ${obstacle})`;
const EVENTS = [{ type: 'noted', data: 1 }];

describe.skipIf(obstacle !== undefined).each(CRASH_ADAPTERS)(
  `$name: a sync that fails${title}`,
  (adapter) => {
    it('fails its fence, poisons the store, and takes no fenced event along', async () => {
      const base = await mkdtemp(join(tmpdir(), 'holdfast-failed-sync-'));
      const path = join(base, 'store');
      const child = startChild(withFailingSync(20, nodeCommand('store-child.ts', [adapter.name])));
      try {
        await child.said(isReady);
        const client = new StoreChildClient(child);
        await client.call('open', path);
        const store = new RemoteStore(client, path);
        const { fenced, error } = await fenceUntilItFails(store);
        expect(error).toMatchObject({ code: 'ERR_FENCE_FAILED' });
        expect(fenced).toBeGreaterThan(0);
        for (let attempt = 0; attempt < 3; attempt += 1) {
          const poisoned = { code: 'ERR_STORE_POISONED' };
          await expect(store.append('a', EVENTS)).rejects.toMatchObject(poisoned);
          await expect(store.fence(storeId('test'))).rejects.toMatchObject(poisoned);
        }
        await store.close();
        child.process.stdin?.end();
        await child.ended;
        const again = await adapter.open(path);
        const { nextExpectedVersion } = await again.append('a', EVENTS);
        expect(nextExpectedVersion).toBeGreaterThan(BigInt(fenced));
        await again.close();
      } finally {
        child.process.stdin?.end();
        await child.ended;
        await rm(base, { recursive: true, force: true });
      }
    });
  },
);

async function fenceUntilItFails(
  store: RemoteStore,
): Promise<{ readonly fenced: number; readonly error: unknown }> {
  for (let fenced = 0; fenced < 500; fenced += 1) {
    await store.append('a', EVENTS);
    try {
      await store.fence(storeId('test'));
    } catch (error) {
      return { fenced, error };
    }
  }
  return { fenced: 500, error: undefined };
}
