import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CommitWriter } from '../../src/embedded/commit-writer.ts';
import { LevelStore } from '../../src/embedded/embedded-store.ts';
import {
  type EventStore,
  type ExpectedVersion,
  openMemoryStore,
  type RecordedEvent,
} from '../../src/index.ts';
import { FakeLevel } from '../support/fake-level.ts';

/** One use of a store, and what a caller sees of it. */
type Step = (store: EventStore) => Promise<unknown>;

const stream = fc.constantFrom('a', 'aa', 'a\0', 'i001a');
const version = fc.bigInt({ min: 1n, max: 9n });
const expectation = fc.oneof(
  fc.constantFrom<ExpectedVersion>('any', 'no_stream', 'stream_exists'),
  fc.bigInt({ min: 0n, max: 6n }),
);

const append = fc.record({ stream, count: fc.integer({ min: 1, max: 4 }), expectation }).map(
  ({ stream: name, count, expectation: expectedVersion }): Step =>
    (store) => {
      const events = Array.from({ length: count }, (_, index) => ({ type: 'noted', data: index }));
      return store.append(name, events, { expectedVersion });
    },
);

const read = fc
  .record(
    {
      from: version,
      maxCount: fc.integer({ min: 0, max: 5 }),
      direction: fc.constantFrom<'forward' | 'backward'>('forward', 'backward'),
    },
    { requiredKeys: [] },
  )
  .chain((options) => stream.map((name) => ({ name, options })))
  .map(
    ({ name, options }): Step =>
      (store) =>
        seen(store.read(name, options)),
  );

const readAll = fc.bigInt({ min: 0n, max: 20n }).map(
  (after): Step =>
    (store) =>
      seen(store.readAll({ after })),
);

/** Everything but the time, which no two stores share. */
async function seen(events: AsyncIterable<RecordedEvent>): Promise<unknown> {
  const all: unknown[] = [];
  for await (const { recordedAt, ...event } of events) {
    expect(recordedAt).toBeGreaterThan(0);
    all.push(event);
  }
  return all;
}

/** Steps in one group are under way together, as those of one turn are. */
async function play(store: EventStore, groups: readonly (readonly Step[])[]): Promise<unknown> {
  const answers: unknown[] = [];
  for (const group of groups) {
    const outcomes = await Promise.allSettled(group.map((step) => step(store)));
    answers.push(
      outcomes.map((each) => (each.status === 'fulfilled' ? each.value : told(each.reason))),
    );
  }
  return answers;
}

function told(reason: unknown): unknown {
  const { code, stream: name, expected, actual } = reason as Record<string, unknown>;
  return { code, name, expected, actual };
}

function embedded(): EventStore {
  const { level } = new FakeLevel();
  const recovery = { fencedPosition: 0n, lastPosition: 0n, trimmed: 0 };
  const done = (): Promise<void> => Promise.resolve();
  const writer = new CommitWriter(level, 0, { syncLogs: done, close: done });
  return new LevelStore(level, writer, recovery, 1e6);
}

it('answers as the store in memory does, whatever is asked', async () => {
  const together = fc.oneof(
    fc.array(append, { minLength: 1, maxLength: 6 }),
    fc.array(fc.oneof(read, readAll), { minLength: 1, maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(together, { maxLength: 12 }), async (groups) => {
      const memory = await play(await openMemoryStore(), groups);
      expect(await play(embedded(), groups)).toEqual(memory);
    }),
    { numRuns: 300 },
  );
});
