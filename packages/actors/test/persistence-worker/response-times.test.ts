import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseTimes } from '../../src/persistence-worker/response-times.ts';

describe('response times', () => {
  it('are unknown before the first sample', () => {
    expect(new ResponseTimes().percentiles).toEqual({
      p50ResponseTime: null,
      p95ResponseTime: null,
      p99ResponseTime: null,
    });
  });

  it('are within 5 % of what the samples say', () => {
    const sample = fc.double({ min: 0.01, max: 80_000_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 200 }), (samples) => {
        const times = new ResponseTimes();
        for (const ms of samples) times.add(ms);
        const sorted = samples.toSorted((a, b) => a - b);
        const at = (share: number): number => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
        const { p50ResponseTime, p95ResponseTime, p99ResponseTime } = times.percentiles;
        for (const [said, share] of [
          [p50ResponseTime, 0.5],
          [p95ResponseTime, 0.95],
          [p99ResponseTime, 0.99],
        ] as const) {
          expect(Math.abs((said ?? 0) / at(share) - 1)).toBeLessThan(0.05);
        }
      }),
    );
  });

  it('take what cannot be told apart as nothing, and what is absurd as a day', () => {
    const times = new ResponseTimes();
    times.add(0);
    expect(times.percentiles.p50ResponseTime).toBe(0);
    times.add(Number.MAX_VALUE);
    expect(times.percentiles.p99ResponseTime).toBeLessThan(90_000_000);
  });
});
