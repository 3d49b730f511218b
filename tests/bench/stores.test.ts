import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { type BenchStore, eventsOf } from '../../bench/stores/bench-store.ts';
import { RawStore } from '../../bench/stores/raw-store.ts';
import { inGroups, oneByOne, saturated } from '../../bench/stores/workloads.ts';

/** Counts, and lets a turn pass for each append and fence. */
class CountingStore implements BenchStore {
  events = 0;
  fences = 0;

  async append(_stream: string, events: readonly unknown[]): Promise<void> {
    await nextTurn();
    this.events += events.length;
  }

  async fence(): Promise<void> {
    this.fences += 1;
    await nextTurn();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

it('an event is 243 characters of JSON for every contender', () => {
  expect(eventsOf(2).map((event) => JSON.stringify(event).length)).toEqual([243, 243]);
});

it('writers without a fence make nothing durable', async () => {
  const store = new CountingStore();
  const { accepted, durable, p50 } = await saturated(store, [4, 2, 0, 20]);
  expect(accepted).toBeGreaterThan(0);
  expect([durable, p50, store.fences]).toEqual([0, undefined, 0]);
});

it('what was accepted before a fence began is durable, and its time is told', async () => {
  const { durable = 0, p50 } = await saturated(new CountingStore(), [4, 2, 1, 20]);
  expect(durable).toBeGreaterThan(0);
  expect(p50).toBeGreaterThan(0);
});

it('a fence that takes long makes no more durable than was accepted', async () => {
  const store = new CountingStore();
  // The first is far slower than those that are counted.
  store.fence = async () => {
    store.fences += 1;
    const turns = store.fences === 1 ? 2_000 : 1;
    for (let turn = 0; turn < turns; turn += 1) await nextTurn();
  };
  const { accepted = 0, durable = 0 } = await saturated(store, [4, 1, 1, 10]);
  expect(durable).toBeLessThanOrEqual(accepted);
});

it('a writer that fails is told of, rather than a figure', async () => {
  const store = new CountingStore();
  store.append = () => Promise.reject(new Error('full'));
  await expect(saturated(store, [4, 1, 1, 20])).rejects.toThrow('full');
});

it('one by one fences every append', async () => {
  const store = new CountingStore();
  const { durable } = await oneByOne(store, [3, 20]);
  expect(durable).toBeGreaterThan(0);
  expect(store.events).toBe(store.fences * 3);
});

it('a group is its appends and one fence', async () => {
  const store = new CountingStore();
  await inGroups(store, [4, 100, 20]);
  expect(store.events).toBe(store.fences * 400);
});

it('raw appends are in the file when they have resolved, in order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-raw-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = await RawStore.open(folder);
  const [event] = eventsOf(1);
  if (event === undefined) throw new Error('no event');
  const streams = Array.from({ length: 500 }, (_, index) => `stream-${index}`);
  await Promise.all([...streams.map((stream) => store.append(stream, [event])), store.fence()]);
  const lines = (await readFile(join(folder, 'raw'), 'utf8')).trimEnd().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as [string])[0])).toEqual(streams);
  await store.close();
});
