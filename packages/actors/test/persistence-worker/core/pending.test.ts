import { storeId } from '@holdfast/actors/ports';
import { OrderedSet } from 'immutable';
import { describe, expect, it } from 'vitest';
import {
  addRequest,
  markDurable,
  nothingPending,
  oldestAge,
  type Pending,
  putBack,
  takeBatch,
} from '../../../src/persistence-worker/core/pending.ts';

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
  inFlight = false,
): Pending {
  return addRequest(pending, id, seq, now, inFlight);
}

describe('pending stores', () => {
  it('holds a store once however often it asks, with its latest request and first time', () => {
    const pending = request(request(nothingPending, a, 1, 100), a, 2, 200);
    expect(pending.size).toBe(1);
    expect(pending.get(a)).toMatchObject({ seq: 2, since: 100 });
  });

  it('clears what a fence covered, and nothing that came after it began', () => {
    const asked = request(nothingPending, a, 1, 100);
    const again = request(asked, a, 2, 200, true);
    expect(markDurable(asked, a, 1).has(a)).toBe(false);
    expect(markDurable(again, a, 1).get(a)).toMatchObject({ seq: 2, since: 200 });
  });

  it('keeps the first age of a request that came while a failing fence was out', () => {
    const again = request(request(nothingPending, a, 1, 100), a, 2, 200, true);
    expect(putBack(again, a).get(a)).toMatchObject({ seq: 2, since: 100, again: undefined });
  });

  it('puts a failed store at the end of the line, so that it starves no other', () => {
    const pending = [a, b, c].reduce((set, id, i) => request(set, id, i + 1, i), nothingPending);
    expect(putBack(pending, a).keySeq().toArray()).toEqual([b, c, a]);
  });

  it('takes what is due, in line order, up to the limit, and only what is pending', () => {
    const pending = request(request(nothingPending, a, 1, 0), c, 2, 0);
    expect(takeBatch(pending, OrderedSet([c, b, a]), 10)).toEqual([c, a]);
    expect(takeBatch(pending, OrderedSet([c, b, a]), 1)).toEqual([c]);
  });

  it('knows the age of its oldest request', () => {
    const pending = request(request(nothingPending, a, 1, 100), b, 2, 50);
    expect(oldestAge(pending, 200)).toBe(150);
    expect(oldestAge(nothingPending, 200)).toBeNull();
  });

  it('ignores proof and failure of a store that is not pending', () => {
    expect(markDurable(nothingPending, a, 5)).toBe(nothingPending);
    expect(putBack(nothingPending, a)).toBe(nothingPending);
  });
});
