import { describe, expect, test } from 'vitest';
import {
  addRestart,
  completeIntensity,
  DEFAULT_INTENSITY,
  NO_RESTARTS,
  type RestartIntensity,
  type RestartVerdict,
} from '../src/restart-intensity.ts';

/** The verdicts on restarts at these times. */
function verdicts(times: readonly number[], intensity: RestartIntensity): RestartVerdict[] {
  let window = NO_RESTARTS;
  return times.map((now) => {
    const verdict = addRestart(window, now, intensity);
    window = verdict.window;
    return verdict;
  });
}

function last(times: readonly number[], intensity: RestartIntensity): boolean | undefined {
  return verdicts(times, intensity).at(-1)?.exceeded;
}

describe('addRestart (SU-71, SU-75)', () => {
  test('three restarts within five seconds are the default', () => {
    expect(DEFAULT_INTENSITY).toEqual({ maxRestarts: 3, maxSeconds: 5 });
  });

  test('the restart that exceeds is number maxRestarts + 1', () => {
    const all = verdicts([0, 1, 2], { maxRestarts: 2, maxSeconds: 5 });
    expect(all.map(({ exceeded }) => exceeded)).toEqual([false, false, true]);
  });

  test('with maxRestarts 0 the first exceeds', () => {
    expect(last([0], { maxRestarts: 0, maxSeconds: 5 })).toBe(true);
  });

  test.each([
    [4_999, true],
    [5_000, true],
    [5_000.001, false],
    [5_001, false],
  ])('a restart %f ms ago counts: %s', (now, exceeded) => {
    expect(last([0, now], { maxRestarts: 1, maxSeconds: 5 })).toBe(exceeded);
  });

  test('forgets what is too old and keeps the rest', () => {
    const intensity = { maxRestarts: 3, maxSeconds: 1 };
    expect(last([0, 10, 1_000, 1_010], intensity)).toBe(false);
    expect(last([10, 10, 1_000, 1_010], intensity)).toBe(true);
  });

  test('remembers no more than it may have to count', () => {
    const times = Array.from({ length: 1_000 }, (_, index) => index * 1_000);
    const all = verdicts(times, { maxRestarts: 3, maxSeconds: 2 });
    expect(Math.max(...all.map(({ window }) => window.count))).toBe(3);
  });

  test('leaves the window that it was given alone', () => {
    const intensity = { maxRestarts: 1, maxSeconds: 5 };
    const { window } = addRestart(NO_RESTARTS, 0, intensity);
    const before = JSON.stringify(window);
    addRestart(window, 1, intensity);
    addRestart(window, 1e9, intensity);
    expect(JSON.stringify(window)).toBe(before);
  });

  test('agrees with counting by hand, for many windows', () => {
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let run = 0; run < 200; run += 1) {
      const [maxRestarts, maxSeconds] = [random(6), 1 + random(9)];
      const times: number[] = [];
      for (let count = random(40); count > 0; count -= 1) {
        times.push((times.at(-1) ?? 0) + random(4_000));
      }
      const expected = times.map((now, index) => {
        const recent = times.slice(0, index + 1).filter((at) => at >= now - maxSeconds * 1_000);
        return recent.length > maxRestarts;
      });
      const found = verdicts(times, { maxRestarts, maxSeconds });
      expect(found.map(({ exceeded }) => exceeded)).toEqual(expected);
    }
  });
});

describe('completeIntensity (SU-09, SU-10)', () => {
  test('fills in the defaults', () => {
    expect(completeIntensity({})).toEqual({ maxRestarts: 3, maxSeconds: 5 });
    expect(completeIntensity({ maxRestarts: 0, maxSeconds: 1 })).toEqual({
      maxRestarts: 0,
      maxSeconds: 1,
    });
  });
});
