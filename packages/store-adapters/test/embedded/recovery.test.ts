import { describe, expect, it } from 'vitest';
import { encodeCommit } from '../../src/embedded/commit-record.ts';
import { encodeMark, type FenceMark } from '../../src/embedded/fence-mark.ts';
import { commitKey, FENCE_KEY, indexKey, indexPrefix } from '../../src/embedded/keys.ts';
import { recover } from '../../src/embedded/recovery.ts';
import { FakeLevel } from '../support/fake-level.ts';

/** Appends of `counts` events to the streams `a` and `b` in turn; `lost` leaves some out. */
function levelWith(
  counts: readonly number[],
  { lost = [], mark }: { readonly lost?: readonly number[]; readonly mark?: FenceMark } = {},
): FakeLevel {
  const fake = new FakeLevel();
  const versions = { a: 1, b: 1 };
  let position = 1;
  for (const [index, count] of counts.entries()) {
    const stream = index % 2 === 0 ? 'a' : 'b';
    const body = Array.from({ length: count }, () => '["noted",1]').join(',');
    const key = commitKey(position, count);
    if (!lost.includes(index)) {
      fake.entries.set(key, encodeCommit(`"${stream}"`, versions[stream], 1, body));
      fake.entries.set(indexKey(indexPrefix(stream), versions[stream]), key);
    }
    versions[stream] += count;
    position += count;
  }
  if (mark !== undefined) fake.entries.set(FENCE_KEY, encodeMark(mark));
  return fake;
}

async function recovered(fake: FakeLevel): Promise<Awaited<ReturnType<typeof recover>>> {
  let synced = 0;
  const recovery = await recover(fake.level, () => {
    synced += 1;
    return Promise.resolve();
  });
  expect(synced).toBe(1);
  expect(fake.batches.at(-1)?.sync).toBe(true);
  const last = Number(recovery.lastPosition);
  expect(fake.entries.get(FENCE_KEY)).toBe(encodeMark({ completed: last, claimed: last }));
  return recovery;
}

const positions = (fake: FakeLevel): readonly string[] =>
  [...fake.entries.keys()].filter((key) => key.startsWith('c')).sort();
const indexed = (fake: FakeLevel): readonly string[] =>
  [...fake.entries]
    .filter(([key]) => key.startsWith('i'))
    .map(([, value]) => value)
    .sort();

describe('recover', () => {
  it('finds nothing in an empty store', async () => {
    const recovery = await recovered(new FakeLevel());
    expect(recovery).toEqual({ fencedPosition: 0n, lastPosition: 0n, trimmed: 0 });
  });

  it('keeps everything where there is no gap, fenced or not', async () => {
    const fake = levelWith([2, 1, 3], { mark: { completed: 2, claimed: 3 } });
    const recovery = await recovered(fake);
    expect(recovery).toEqual({ fencedPosition: 3n, lastPosition: 6n, trimmed: 0 });
    expect(positions(fake)).toHaveLength(3);
  });

  it('trims all that stands after the first gap, with its index entries', async () => {
    const fake = levelWith([2, 1, 3, 1, 2, 4], { lost: [3], mark: { completed: 3, claimed: 3 } });
    const recovery = await recovered(fake);
    expect(recovery).toEqual({ fencedPosition: 3n, lastPosition: 6n, trimmed: 6 });
    const left = [commitKey(1, 2), commitKey(3, 1), commitKey(4, 3)];
    expect(positions(fake)).toEqual(left);
    expect(indexed(fake)).toEqual(left);
  });

  it('does not believe a fence that was claimed but never completed', async () => {
    const fake = levelWith([2, 1, 3, 1], { lost: [1], mark: { completed: 2, claimed: 6 } });
    const recovery = await recovered(fake);
    expect(recovery).toEqual({ fencedPosition: 2n, lastPosition: 2n, trimmed: 4 });
  });

  it('trims a store that was never fenced down to nothing', async () => {
    const fake = levelWith([2, 1], { lost: [0] });
    expect(await recovered(fake)).toEqual({ fencedPosition: 0n, lastPosition: 0n, trimmed: 1 });
    expect(positions(fake)).toEqual([]);
    expect(indexed(fake)).toEqual([]);
  });

  it('trims a tail that is longer than one batch of removals', async () => {
    const counts = Array.from({ length: 1300 }, () => 1);
    const fake = levelWith(counts, { lost: [10] });
    expect(await recovered(fake)).toMatchObject({ lastPosition: 10n, trimmed: 1289 });
    expect(indexed(fake)).toHaveLength(10);
  });
});

describe('recover refuses, and changes nothing,', () => {
  const cases: readonly (readonly [what: string, fake: FakeLevel])[] = [
    ['a fence of which the end is missing', levelWith([2, 1], { lost: [1], mark: mark(3) })],
    ['a fence in the middle of an append', levelWith([2, 3], { mark: mark(4) })],
    ['a fence beyond all events', levelWith([], { mark: mark(4) })],
    ['a note that cannot be read', withEntry(levelWith([1]), FENCE_KEY, 'x')],
    ['two records of one position', withEntry(levelWith([3]), commitKey(2, 1), '["a",2,1,[]]')],
    ['an unreadable record after a gap', withEntry(levelWith([1]), commitKey(9, 1), '{')],
    ['a record that is not what its key says', withEntry(levelWith([1]), commitKey(9, 2), '[]')],
    ['a key that is not one of a record', withEntry(levelWith([1]), 'c0000000000000002', '[]')],
  ];
  for (const [what, fake] of cases) {
    it(what, async () => {
      const before = new Map(fake.entries);
      const recovery = recover(fake.level, () => Promise.resolve());
      await expect(recovery).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
      expect(fake.entries).toEqual(before);
    });
  }
});

function mark(completed: number): FenceMark {
  return { completed, claimed: completed };
}

function withEntry(fake: FakeLevel, key: string, value: string): FakeLevel {
  fake.entries.set(key, value);
  return fake;
}
