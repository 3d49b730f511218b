import { describe, expect, it } from 'vitest';
import {
  budgetMs,
  moreUrgent,
  outranks,
  type Priority,
  priorityOf,
} from '../../src/persistence-worker/priority.ts';

const IN_ORDER: readonly Priority[] = ['critical', 'high', 'normal', 'low'];

describe('priority', () => {
  it('has an order: critical, high, normal, low', () => {
    for (const [rank, one] of IN_ORDER.entries()) {
      for (const [otherRank, other] of IN_ORDER.entries()) {
        expect(outranks(one, other)).toBe(rank < otherRank);
        expect(moreUrgent(one, other)).toBe(IN_ORDER[Math.min(rank, otherRank)]);
      }
    }
  });

  it('lets each class wait for its share of the interval', () => {
    expect(IN_ORDER.map((priority) => budgetMs(priority, 5_000))).toEqual([
      0, 1_000, 5_000, 30_000,
    ]);
  });

  it('is normal unless told otherwise, and refuses what is no class by name', () => {
    expect(priorityOf({})).toBe('normal');
    expect(priorityOf({ priority: 'low' })).toBe('low');
    for (const bad of ['urgent', 1, null, 'toString']) {
      expect(() => priorityOf({ priority: bad as never })).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'priority' }) as Error,
      );
    }
  });
});
