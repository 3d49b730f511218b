import { storeId } from '@holdfast/actors/ports';
import { describe, expect, it } from 'vitest';
import {
  addRequest,
  forgive,
  markDurable,
  markFenced,
  markIdle,
  nothingPending,
  oldestAge,
  type Pending,
  putBack,
} from '../../../src/persistence-worker/core/pending.ts';
import type { Priority } from '../../../src/persistence-worker/priority.ts';

const [a, b, c] = ['a', 'b', 'c'].map((id) => storeId(id)) as [
  ReturnType<typeof storeId>,
  ReturnType<typeof storeId>,
  ReturnType<typeof storeId>,
];

function request(
  pending: Pending,
  id: typeof a,
  seq: number,
  now: number,
  priority: Priority = 'normal',
): Pending {
  return addRequest(pending, id, { seq, priority }, now);
}

const trouble = { attempts: 1, since: 0, notBefore: 500, quarantined: false };

describe('pending stores', () => {
  it('holds a store once however often it asks, with its latest request and first time', () => {
    const pending = request(request(nothingPending, a, 1, 100), a, 2, 200);
    expect(pending.size).toBe(1);
    expect(pending.get(a)).toMatchObject({ seq: 2, since: 100 });
  });

  it('clears what a fence covered, and nothing that came after it began', () => {
    const asked = request(nothingPending, a, 1, 100);
    const again = request(markFenced(asked, a, 7), a, 2, 200);
    expect(markDurable(asked, a, 1, 7).has(a)).toBe(false);
    expect(markDurable(again, a, 1, 7).get(a)).toMatchObject({ seq: 2, since: 200 });
  });

  it('keeps the first age of a request that came while a failing fence was out', () => {
    const again = request(markFenced(request(nothingPending, a, 1, 100), a, 7), a, 2, 200);
    const failed = putBack(markIdle(again, a, 7), a, trouble);
    expect(failed.get(a)).toMatchObject({ seq: 2, since: 100, again: undefined, trouble });
  });

  it('puts a failed store at the end of the line, so that it starves no other', () => {
    const pending = [a, b, c].reduce((set, id, i) => request(set, id, i + 1, i), nothingPending);
    expect(putBack(pending, a, trouble).keySeq().toArray()).toEqual([b, c, a]);
  });

  it('keeps the most urgent class, of what a fence left over only what came after it', () => {
    const high = request(request(nothingPending, a, 1, 0, 'high'), a, 2, 0, 'low');
    expect(high.get(a)).toMatchObject({ priority: 'high' });
    const again = request(request(markFenced(high, a, 7), a, 3, 10, 'low'), a, 4, 20, 'normal');
    expect(again.get(a)).toMatchObject({ priority: 'high', seq: 4 });
    expect(markDurable(again, a, 2, 7).get(a)).toMatchObject({ priority: 'normal', since: 10 });
  });

  it('keeps age and class when an earlier fence than the one that is out comes back', () => {
    const asked = request(markFenced(request(nothingPending, a, 1, 0), a, 7), a, 2, 10, 'high');
    const second = request(markFenced(asked, a, 8), a, 3, 20, 'low');
    expect(markDurable(second, a, 1, 7).get(a)).toMatchObject({ since: 0, priority: 'high' });
    expect(markDurable(second, a, 2, 8).get(a)).toMatchObject({ since: 20, priority: 'low' });
  });

  it('knows its fence by number: another that comes back leaves it out', () => {
    const out = markFenced(request(nothingPending, a, 1, 0), a, 7);
    expect(markIdle(out, a, 6).get(a)).toMatchObject({ fence: 7 });
    expect(markIdle(out, a, 7).get(a)).toMatchObject({ fence: undefined });
  });

  it('forgives what failed with the others, and not what fails alone', () => {
    const both = putBack(
      putBack(request(request(nothingPending, a, 1, 0), b, 2, 0), a, trouble),
      b,
      { ...trouble, quarantined: true },
    );
    const forgiven = forgive(both);
    expect(forgiven.get(a)?.trouble).toBeUndefined();
    expect(forgiven.get(b)?.trouble?.quarantined).toBe(true);
  });

  it('knows the age of its oldest request', () => {
    const pending = request(request(nothingPending, a, 1, 100), b, 2, 50);
    expect(oldestAge(pending, 200)).toBe(150);
    expect(oldestAge(nothingPending, 200)).toBeNull();
  });

  it('ignores proof and failure of a store that is not pending', () => {
    expect(markDurable(nothingPending, a, 5, 7)).toBe(nothingPending);
    expect(putBack(nothingPending, a, trouble)).toBe(nothingPending);
  });
});
