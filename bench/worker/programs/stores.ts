/** Stores that programs of this bench measure on: a real disk, or none. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '@holdfast/actors/ports';
import { openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { openMemoryStore } from '@holdfast/store-adapters/memory';

export const EVENT = { type: 'Measured', data: { text: 'a hundred characters or so'.repeat(4) } };

/** Opens an embedded store in a folder of its own, which goes when `use` is over. */
export async function withEmbedded<T>(use: (store: EventStore) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    const store = await openEmbeddedStore({ path });
    return await use(store).finally(() => store.close());
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}

export async function withMemory<T>(use: (store: EventStore) => Promise<T>): Promise<T> {
  const store = await openMemoryStore();
  return use(store).finally(() => store.close());
}

const { signal } = new AbortController();

/** The adapter's fence by itself, in ms. */
export async function bareFence(
  store: EventStore,
  id: Parameters<EventStore['fence']>[0],
): Promise<number> {
  const began = performance.now();
  await store.fence(id, { signal });
  return performance.now() - began;
}
