import { systemClock } from '@holdfast/actors';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const LONGEST = 2_147_483_647;

describe('systemClock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('now only grows, wallTime is the time of day', () => {
    const first = systemClock.now();
    expect(systemClock.now()).toBeGreaterThanOrEqual(first);
    expect(Math.abs(systemClock.wallTime() - Date.now())).toBeLessThan(60_000);
  });

  test('calls back once, after its time', () => {
    const callback = vi.fn();
    systemClock.setTimer(100, callback);
    vi.advanceTimersByTime(99);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  test.each([0, -1, Number.NEGATIVE_INFINITY])(
    '%d ms fires in the next turn, not at once',
    (ms) => {
      const callback = vi.fn();
      systemClock.setTimer(ms, callback);
      expect(callback).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(callback).toHaveBeenCalledTimes(1);
    },
  );

  test('a cancelled timer does not fire; cancelling is idempotent', () => {
    const callback = vi.fn();
    const timer = systemClock.setTimer(100, callback);
    timer.cancel();
    timer.cancel();
    vi.advanceTimersByTime(1_000);
    expect(callback).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('cancelling one that has fired does nothing', () => {
    const callback = vi.fn();
    const timer = systemClock.setTimer(1, callback);
    vi.advanceTimersByTime(1);
    timer.cancel();
    expect(callback).toHaveBeenCalledTimes(1);
  });

  test.each([LONGEST, LONGEST + 1, 2 ** 32, 100 * 24 * 3_600_000])(
    '%i ms fires after its time, however long that is (PR-55)',
    (ms) => {
      const callback = vi.fn();
      systemClock.setTimer(ms, callback);
      let left = ms - 1;
      for (; left > LONGEST; left -= LONGEST) vi.advanceTimersByTime(LONGEST);
      vi.advanceTimersByTime(left);
      expect(callback).not.toHaveBeenCalled();
      vi.advanceTimersByTime(1);
      expect(callback).toHaveBeenCalledTimes(1);
    },
  );

  test('a long timer can be cancelled in any of its parts', () => {
    const callback = vi.fn();
    const timer = systemClock.setTimer(3 * LONGEST, callback);
    vi.advanceTimersByTime(LONGEST + 5);
    timer.cancel();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(LONGEST);
    vi.advanceTimersByTime(LONGEST);
    expect(callback).not.toHaveBeenCalled();
  });

  test('an infinite timer never fires, and can be cancelled', () => {
    const callback = vi.fn();
    const timer = systemClock.setTimer(Number.POSITIVE_INFINITY, callback);
    for (let part = 0; part < 5; part += 1) vi.advanceTimersByTime(LONGEST);
    expect(callback).not.toHaveBeenCalled();
    timer.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('timers and the exit of Node (JS-07)', () => {
  test.each([
    [undefined, false],
    [{ keepAlive: false }, false],
    [{ keepAlive: true }, true],
  ])('with options %j a timer holds Node: %s', (options, holds) => {
    const timer = systemClock.setTimer(1e9, () => undefined, options);
    const handle = Reflect.get(timer, 'handle') as NodeJS.Timeout;
    expect(handle.hasRef()).toBe(holds);
    timer.cancel();
  });

  test('an infinite timer holds no real one', () => {
    const timer = systemClock.setTimer(Number.POSITIVE_INFINITY, () => undefined);
    const handle: unknown = Reflect.get(timer, 'handle');
    timer.cancel();
    expect(handle).toBeUndefined();
  });
});
