/** Looking at a store that a writing child has left. */
import assert from 'node:assert/strict';
import type { NamedAdapter, OpenedStore } from './crash-adapters.ts';

/** What the child says when a fence has resolved. */
export interface Promised {
  readonly ended: number;
  readonly fenced: readonly number[];
  readonly accepted: readonly number[];
}

export interface Found {
  /** Events that opening the store had to remove because they stood behind a gap. */
  readonly trimmed: number;
  /** Events found per stream. */
  readonly counts: readonly number[];
  readonly total: number;
}

export function isPromise(line: unknown): line is Promised {
  return typeof line === 'object' && line !== null && 'ended' in line;
}

/** The store of a child is open. */
export function isReady(line: unknown): boolean {
  return typeof line === 'object' && line !== null && 'ready' in line;
}

/** Opens the store and reads it whole. Fails on a hole, a wrong version or a changed event. */
export async function inspect(
  adapter: NamedAdapter,
  path: string,
  streams: number,
): Promise<Found> {
  const store = await adapter.open(path);
  try {
    const counts = Array.from({ length: streams }, () => 0);
    let total = 0;
    for await (const event of store.readAll()) {
      const { stream, number } = event.data as { readonly stream: number; readonly number: number };
      total += 1;
      counts[stream] = (counts[stream] ?? 0) + 1;
      assert.equal(event.position, BigInt(total), 'a hole among the positions');
      assert.equal(event.version, BigInt(counts[stream]), `a hole in stream ${stream}`);
      assert.equal(number, counts[stream], `a wrong event in stream ${stream}`);
    }
    const { lastPosition = BigInt(total), trimmed = 0 } = store.recovery ?? {};
    assert.equal(lastPosition, BigInt(total), 'opening found another end than reading');
    await checkVersions(store, counts);
    return { trimmed, counts, total };
  } finally {
    await store.close();
  }
}

/** How many events of `promised` are not among the `found`. */
export function missing(promised: readonly number[], found: readonly number[]): number {
  return promised.reduce(
    (sum, count, stream) => sum + Math.max(0, count - (found[stream] ?? 0)),
    0,
  );
}

/** The index of every stream must know the same end as the log of all events. */
async function checkVersions(store: OpenedStore, counts: readonly number[]): Promise<void> {
  for (const [stream, count] of counts.entries()) {
    const backward = { direction: 'backward', maxCount: 1 } as const;
    let last = 0n;
    for await (const { version } of store.read(`stream ${stream}`, backward)) last = version;
    assert.equal(last, BigInt(count), `the index of stream ${stream} disagrees`);
  }
}
