import { getEventListeners } from 'node:events';
import { storeId } from '@holdfast/actors/ports';
import { describe, expect, it } from 'vitest';
import { CommitWriter } from '../../src/embedded/commit-writer.ts';
import { type EmbeddedStore, LevelStore } from '../../src/embedded/embedded-store.ts';
import { FENCE_KEY } from '../../src/embedded/keys.ts';
import { FakeLevel } from '../support/fake-level.ts';
import { type Gate, gate } from '../support/gate.ts';

interface Bench {
  readonly fake: FakeLevel;
  readonly store: EmbeddedStore;
  /** One gate for each sync of the logs that was begun. */
  readonly logSyncs: Gate[];
}

/** A store on a fake engine; syncs of the logs end at once unless `held`. */
function setUp({ held = false, maxQueuedSize = 1e6 } = {}): Bench {
  const fake = new FakeLevel();
  const logSyncs: Gate[] = [];
  const syncLogs = (): Promise<void> => {
    const sync = gate();
    logSyncs.push(sync);
    if (!held) sync.open();
    return sync.promise;
  };
  const writer = new CommitWriter(fake.level, 0, { syncLogs, close: () => Promise.resolve() });
  const recovery = { fencedPosition: 0n, lastPosition: 0n, trimmed: 0 };
  return { fake, store: new LevelStore(fake.level, writer, recovery, maxQueuedSize), logSyncs };
}

const EVENTS = [{ type: 'noted', data: 1 }];
const fence = (store: EmbeddedStore, signal = new AbortController().signal): Promise<void> =>
  store.fence(storeId('test'), { signal });

async function turn(): Promise<void> {
  for (let step = 0; step < 30; step += 1) await Promise.resolve();
}

function outcomeOf(promise: Promise<unknown>): { readonly seen: string[] } {
  const seen: string[] = [];
  promise.then(
    () => seen.push('resolved'),
    (error: unknown) => seen.push((error as { readonly code?: string }).code ?? String(error)),
  );
  return { seen };
}

const NO_DISK = new Error('no disk');

describe('a fence', () => {
  it('marks the batch that takes it up, and syncs the logs once it is written', async () => {
    const { fake, store, logSyncs } = setUp();
    await store.append('a', EVENTS);
    const queued = store.append('a', EVENTS);
    await Promise.all([queued, fence(store)]);
    await store.append('a', EVENTS);
    const marks = fake.batches.map(({ writes }) => writes.filter(([key]) => key === FENCE_KEY));
    expect(marks).toEqual([[], [[FENCE_KEY, '0:2']], []]);
    // A sync of the engine's own would let the appends wait; only Windows allows no other.
    const windows = process.platform === 'win32';
    expect(fake.batches.map(({ sync }) => sync)).toEqual([false, windows, false]);
    expect(logSyncs).toHaveLength(1);
  });

  it('resolves only after the logs are synced, while appends go on', async () => {
    const { fake, store, logSyncs } = setUp({ held: true });
    await store.append('a', EVENTS);
    const fenced = outcomeOf(fence(store));
    await turn();
    expect(logSyncs).toHaveLength(1);
    await store.append('a', EVENTS);
    expect(fenced.seen).toEqual([]);
    logSyncs[0]?.open();
    await turn();
    expect(fenced.seen).toEqual(['resolved']);
    expect(fake.batches).toHaveLength(3);
  });

  it('claims more than it believes until the logs are synced', async () => {
    const { fake, store, logSyncs } = setUp({ held: true });
    await store.append('a', EVENTS);
    const first = fence(store);
    await turn();
    expect(fake.entries.get(FENCE_KEY)).toBe('0:1');
    await store.append('a', EVENTS);
    const second = fence(store);
    await turn();
    expect(fake.entries.get(FENCE_KEY)).toBe('0:2');
    logSyncs[0]?.open();
    await first;
    await turn();
    logSyncs[1]?.open();
    await second;
    const third = fence(store);
    await turn();
    expect(fake.entries.get(FENCE_KEY)).toBe('2:2');
    logSyncs[2]?.open();
    await third;
  });

  it('never runs two syncs of the logs at a time', async () => {
    const { store, logSyncs } = setUp({ held: true });
    const fences = [];
    for (let index = 0; index < 5; index += 1) {
      fences.push(fence(store));
      await turn();
    }
    expect(logSyncs).toHaveLength(1);
    logSyncs[0]?.open();
    await fences[0];
    await turn();
    // The four that came meanwhile share the next one.
    expect(logSyncs).toHaveLength(2);
    logSyncs[1]?.open();
    await Promise.all(fences);
    expect(logSyncs).toHaveLength(2);
  });

  it('lets its caller go when the signal aborts, and is performed all the same', async () => {
    const { fake, store } = setUp();
    const hold = gate();
    fake.gate = hold.promise;
    const controller = new AbortController();
    const fenced = fence(store, controller.signal);
    await turn();
    controller.abort(NO_DISK);
    await expect(fenced).rejects.toBe(NO_DISK);
    hold.open();
    await turn();
    expect(fake.entries.has(FENCE_KEY)).toBe(true);
  });
});

describe('an append', () => {
  it('is withdrawn by its signal while it waits, and not afterwards', async () => {
    const { fake, store } = setUp();
    const hold = gate();
    fake.gate = hold.promise;
    const [early, late] = [new AbortController(), new AbortController()];
    const taken = store.append('a', EVENTS, { signal: early.signal });
    await turn();
    const withdrawn = store.append('a', EVENTS, { signal: late.signal });
    const after = store.append('a', EVENTS);
    early.abort(NO_DISK);
    late.abort(NO_DISK);
    await expect(withdrawn).rejects.toBe(NO_DISK);
    hold.open();
    expect((await taken).nextExpectedVersion).toBe(1n);
    expect((await after).nextExpectedVersion).toBe(2n);
  });

  it('is refused when too much waits, and taken again when it was written', async () => {
    const { fake, store } = setUp({ maxQueuedSize: 100 });
    const hold = gate();
    fake.gate = hold.promise;
    const first = store.append('a', EVENTS);
    await turn();
    const waiting = store.append('a', [{ type: 'noted', data: 'x'.repeat(500) }]);
    const refused = store.append('a', EVENTS);
    await expect(refused).rejects.toMatchObject({ code: 'ERR_STORE_BUSY', retryable: true });
    hold.open();
    await Promise.all([first, waiting]);
    await store.append('a', EVENTS);
  });

  it('looks the head of its stream up once', async () => {
    const { fake, store } = setUp();
    await Promise.all([store.append('a', EVENTS), store.append('a', EVENTS)]);
    await store.append('a', EVENTS);
    expect(fake.lookUps).toBe(1);
  });
});

describe('after a failure', () => {
  it('of a write, that batch is unknown and every later verb is refused', async () => {
    const { fake, store } = setUp();
    await store.append('a', EVENTS);
    fake.failure = NO_DISK;
    const outcomes = await Promise.allSettled([store.append('a', EVENTS), fence(store)]);
    expect(outcomes.map((each) => (each as PromiseRejectedResult).reason as unknown)).toMatchObject(
      [
        { code: 'ERR_APPEND_FAILED', outcomeKnown: false, cause: NO_DISK },
        { code: 'ERR_FENCE_FAILED', outcomeKnown: false, cause: NO_DISK, retryable: false },
      ],
    );
    fake.failure = undefined;
    const poisoned = { code: 'ERR_STORE_POISONED', cause: NO_DISK, retryable: false };
    await expect(store.append('a', EVENTS)).rejects.toMatchObject(poisoned);
    await expect(fence(store)).rejects.toMatchObject(poisoned);
    expect(fake.batches).toHaveLength(1);
  });

  it('of a write, what waited behind it is refused and never written', async () => {
    const { fake, store } = setUp();
    const hold = gate();
    fake.gate = hold.promise;
    fake.failure = NO_DISK;
    const failed = outcomeOf(store.append('a', EVENTS));
    await turn();
    const { signal } = new AbortController();
    const append = store.append('a', EVENTS, { signal });
    const waiting = [outcomeOf(append), outcomeOf(fence(store, signal))];
    hold.open();
    await turn();
    fake.failure = undefined;
    await turn();
    expect(failed.seen).toEqual(['ERR_APPEND_FAILED']);
    expect(waiting.map(({ seen }) => seen)).toEqual([
      ['ERR_STORE_POISONED'],
      ['ERR_STORE_POISONED'],
    ]);
    expect(fake.batches).toHaveLength(0);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('of a log, a later sync that succeeds proves nothing', async () => {
    const { store, logSyncs } = setUp({ held: true });
    const failed = outcomeOf(fence(store));
    await turn();
    const next = outcomeOf(fence(store));
    await turn();
    logSyncs[0]?.fail(NO_DISK);
    await turn();
    logSyncs[1]?.open();
    await turn();
    expect(failed.seen).toEqual(['ERR_FENCE_FAILED']);
    expect(next.seen).toEqual(['ERR_STORE_POISONED']);
    await expect(store.append('a', EVENTS)).rejects.toMatchObject({ code: 'ERR_STORE_POISONED' });
  });
});
