/** Events to try a store with, and what to compare of those that come back. */
import assert from 'node:assert/strict';
import {
  type EventStore,
  hasErrorCode,
  type NewEvent,
  type RecordedEvent,
  type StoreId,
  storeId,
} from '@holdfast/actors/ports';

const PROBE_ID: StoreId = storeId('contract');

/** `count` events that can be told apart: each holds `label` and its number, from 1. */
export function probeEvents(label: string, count = 1): readonly NewEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'probed',
    data: { label, number: index + 1 },
  }));
}

/** Fences with a signal that never aborts, or with the given one. */
export function fence(
  store: EventStore,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  return store.fence(PROBE_ID, { signal });
}

export async function collect(events: AsyncIterable<RecordedEvent>): Promise<RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The labels and numbers of what was read, as `label 1`. */
export function labels(events: readonly RecordedEvent[]): readonly string[] {
  return events.map(({ data }) => {
    const { label, number } = data as { readonly label: string; readonly number: number };
    return `${label} ${number}`;
  });
}

/** Checks that the whole store is in order: positions and versions grow from 1 without holes. */
export async function assertNoHoles(store: EventStore): Promise<readonly RecordedEvent[]> {
  const events = await collect(store.readAll());
  const versions = new Map<string, bigint>();
  for (const [index, event] of events.entries()) {
    assert.equal(event.position, BigInt(index + 1), 'a position is missing or out of order');
    const version = (versions.get(event.stream) ?? 0n) + 1n;
    assert.equal(event.version, version, `a version of ${JSON.stringify(event.stream)} is missing`);
    versions.set(event.stream, version);
  }
  for (const [stream, version] of versions) {
    const own = events.filter((event) => event.stream === stream);
    assert.equal(own.length, Number(version));
    assert.deepEqual(await collect(store.read(stream)), own, 'read and readAll disagree');
  }
  return events;
}

/** Checks that `verb` is refused with a code, whether it throws or rejects; returns the error. */
export async function assertRefused(verb: () => unknown, code: string): Promise<unknown> {
  try {
    await verb();
  } catch (error) {
    assert.ok(hasErrorCode(error, code), `expected ${code}, got ${String(error)}`);
    return error;
  }
  return assert.fail(`expected a refusal with ${code}, but it was accepted`);
}

/** Lets work that the event loop has already scheduled go one step further. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
