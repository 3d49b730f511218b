import { describe, expect, it } from 'vitest';
import { percentiles } from '../../bench/contenders/percentiles.ts';
import { interleave, summarize } from '../../bench/rounds.ts';

describe('summarize', () => {
  it('takes the middle one of an odd number, in whatever order they came', () => {
    expect(summarize([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
  });

  it('takes the mean of the two in the middle of an even number', () => {
    expect(summarize([10, 1, 4, 2])).toEqual({ median: 3, least: 1, most: 10 });
  });

  it('orders by size, not by spelling', () => {
    expect(summarize([10, 9, 100]).median).toBe(10);
  });

  it('refuses to sum up nothing', () => {
    expect(() => summarize([])).toThrow(RangeError);
  });
});

describe('interleave', () => {
  it('lets everybody run once in each round, in turn', async () => {
    const ran: string[] = [];
    const entrant = (name: string, samples: number[]) => ({
      name,
      run: () => {
        ran.push(name);
        return Promise.resolve(samples.shift() ?? Number.NaN);
      },
    });
    const found = await interleave([entrant('a', [1, 2, 9]), entrant('b', [40, 50, 60])], 3);
    expect(ran).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(found.get('a')).toEqual({ median: 2, least: 1, most: 9 });
    expect(found.get('b')).toEqual({ median: 50, least: 40, most: 60 });
  });
});

describe('percentiles', () => {
  it('are samples by nearest rank', () => {
    const samples = Float64Array.from({ length: 500 }, (_, index) => 500 - index);
    expect(percentiles(samples)).toEqual({ p50: 250, p99: 495, most: 500 });
  });

  it('of one sample are that sample', () => {
    expect(percentiles(Float64Array.of(7))).toEqual({ p50: 7, p99: 7, most: 7 });
  });

  it('of no sample do not exist', () => {
    expect(() => percentiles(new Float64Array())).toThrow(RangeError);
  });
});
