import { describe, expect, test } from 'vitest';
import { addRestart, DEFAULT_INTENSITY, type RestartWindow } from '../src/restart-intensity.ts';

describe('addRestart (SU-71, SU-75)', () => {
  test('three restarts within five seconds are the default', () => {
    expect(DEFAULT_INTENSITY).toEqual({ maxRestarts: 3, maxSeconds: 5 });
  });

  test('the restart that exceeds is number maxRestarts + 1', () => {
    const intensity = { maxRestarts: 2, maxSeconds: 5 };
    const first = addRestart([], 0, intensity);
    const second = addRestart(first.window, 1, intensity);
    const third = addRestart(second.window, 2, intensity);
    expect([first, second, third].map(({ exceeded }) => exceeded)).toEqual([false, false, true]);
  });

  test('with maxRestarts 0 the first exceeds', () => {
    expect(addRestart([], 0, { maxRestarts: 0, maxSeconds: 5 }).exceeded).toBe(true);
  });

  test.each([
    [4_999, true],
    [5_000, true],
    [5_000.001, false],
    [5_001, false],
  ])('a restart %f ms ago counts: %s', (now, exceeded) => {
    expect(addRestart([0], now, { maxRestarts: 1, maxSeconds: 5 }).exceeded).toBe(exceeded);
  });

  test('forgets what is too old and keeps the rest in order', () => {
    const { window } = addRestart([0, 10, 1_000], 1_010, { maxRestarts: 3, maxSeconds: 1 });
    expect(window).toEqual([10, 1_000, 1_010]);
  });

  test('leaves the window that it was given alone', () => {
    const window: RestartWindow = Object.freeze([1, 2, 3]);
    addRestart(window, 1e9, DEFAULT_INTENSITY);
    expect(window).toEqual([1, 2, 3]);
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
      let window: RestartWindow = [];
      for (let count = random(40); count > 0; count -= 1) {
        const now = (times.at(-1) ?? 0) + random(4_000);
        times.push(now);
        const verdict = addRestart(window, now, { maxRestarts, maxSeconds });
        window = verdict.window;
        const recent = times.filter((at) => at >= now - maxSeconds * 1_000);
        expect(verdict).toEqual({ window: recent, exceeded: recent.length > maxRestarts });
      }
    }
  });
});
