import { describe, expect, it } from 'vitest';
import { type LineRank, LogLimiter } from '../../src/persistence-worker/log-limiter.ts';

const line = (kind: string, rank: LineRank = 'ordinary', subject = 'a') => ({
  kind,
  subject,
  rank,
});

/** How many of `count` lines, each `everyMs` after the last, are told. */
function told(
  limiter: LogLimiter,
  count: number,
  everyMs: number,
  rank: LineRank,
  from = 0,
): number {
  let lines = 0;
  for (let n = 0; n < count; n += 1) {
    if (limiter.admit(line('k', rank), from + n * everyMs) !== undefined) lines += 1;
  }
  return lines;
}

describe('lines of one kind about one subject', () => {
  it('are five at once, then one in a second', () => {
    const limiter = new LogLimiter();
    expect(told(limiter, 100, 0, 'detail')).toBe(5);
    expect(limiter.admit(line('k', 'detail'), 999)).toBeUndefined();
    expect(limiter.admit(line('k', 'detail'), 1_000)).toBe(96);
    expect(told(limiter, 400, 10, 'detail', 1_001)).toBe(3);
    expect(told(limiter, 100, 0, 'detail', 100_000)).toBe(5);
  });

  it('take nothing from another subject, and tell what was suppressed of their kind', () => {
    const limiter = new LogLimiter();
    told(limiter, 7, 0, 'detail');
    expect(limiter.admit(line('k', 'detail', 'b'), 0)).toBe(2);
    expect(limiter.admit(line('other', 'detail'), 0)).toBe(0);
  });
});

describe('lines of one worker', () => {
  it('are six a minute, with more for changes, the summary and the last line: ten in all', () => {
    const limiter = new LogLimiter();
    const minute = (from: number): number[] => {
      const kinds = Array.from({ length: 20 }, (_, n) => `k${n}`);
      const lines = (rank: LineRank): number =>
        kinds.filter((kind) => limiter.admit(line(kind, rank), from) !== undefined).length;
      const summary = (): number => (limiter.summary(from) === undefined ? 0 : 1);
      return [lines('ordinary'), lines('change'), summary(), lines('detail')];
    };
    expect(minute(0)).toEqual([6, 2, 0, 20]);
    expect(minute(60_000)).toEqual([6, 2, 1, 20]);
    expect(minute(119_999)).toEqual([0, 0, 0, 20]);
    expect(limiter.admit(line('end', 'last'), 119_999)).toBe(0);
  });

  it.each<[LineRank]>([['ordinary'], ['change']])(
    'are ten in any minute at any rate, and told and suppressed ones add up: %s',
    (rank) => {
      const limiter = new LogLimiter();
      const at: number[] = [];
      let counted = 0;
      const COUNT = 60_000;
      for (let n = 0; n < COUNT; n += 1) {
        const now = n * 61;
        const subject = `s${n % 100}`;
        const suppressed = limiter.admit(line(`k${n % 3}`, rank, subject), now);
        if (suppressed !== undefined) counted += 1 + suppressed;
        if (suppressed !== undefined) at.push(now);
        const summary = limiter.summary(now);
        if (summary !== undefined) at.push(now);
        for (const count of Object.values(summary ?? {})) counted += count;
      }
      for (const count of Object.values(limiter.takeSuppressed())) counted += count;
      expect(counted).toBe(COUNT);
      for (const [n, then] of at.entries()) {
        expect((at[n + 10] ?? Number.POSITIVE_INFINITY) - then).toBeGreaterThanOrEqual(60_000);
      }
      expect(at.length).toBeGreaterThan(300);
    },
  );

  it('go on under another clock, which may be behind', () => {
    const limiter = new LogLimiter();
    for (let n = 0; n < 20; n += 1) limiter.admit(line(`k${n}`), 1_000_000);
    expect(limiter.admit(line('k'), 5)).toBe(0);
    expect(limiter.summary(60_004)).toBeUndefined();
    expect(Object.keys(limiter.summary(60_005) ?? {})).toHaveLength(14);
  });
});

describe('a summary', () => {
  it('tells once what no line has told, a minute after the last one at the earliest', () => {
    const limiter = new LogLimiter();
    for (let n = 0; n < 9; n += 1) limiter.admit(line('k'), 0);
    expect(limiter.summary(59_999)).toBeUndefined();
    expect(limiter.summary(60_000)).toEqual({ k: 4 });
    expect(limiter.summary(120_000)).toBeUndefined();
    expect(limiter.admit(line('k'), 130_000)).toBe(0);
  });
});
