import { ManualClock, settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';

describe('ManualClock (JS-11)', () => {
  test('stands still until it is advanced', async () => {
    const clock = new ManualClock();
    expect([clock.now(), clock.wallTime()]).toEqual([0, 1_700_000_000_000]);
    await settle();
    expect(clock.now()).toBe(0);
    await clock.advance(5);
    expect([clock.now(), clock.wallTime()]).toEqual([5, 1_700_000_000_005]);
  });

  test('starts where it is told', () => {
    const clock = new ManualClock(100, 1_000);
    expect([clock.now(), clock.wallTime()]).toEqual([100, 1_000]);
  });

  test('runs what comes due in order of time, equal times in the order made, each at its time', async () => {
    const clock = new ManualClock();
    const ran: [string, number][] = [];
    for (const [name, ms] of [
      ['c', 20],
      ['a', 10],
      ['b', 10],
      ['late', 31],
    ] as const) {
      clock.setTimer(ms, () => ran.push([name, clock.now()]));
    }
    await clock.advance(30);
    expect(ran).toEqual([
      ['a', 10],
      ['b', 10],
      ['c', 20],
    ]);
    expect([clock.now(), clock.pendingTimers]).toEqual([30, 1]);
  });

  test('a timer fires once', async () => {
    const clock = new ManualClock();
    let fired = 0;
    clock.setTimer(1, () => fired++);
    await clock.advance(10);
    await clock.advance(10);
    expect(fired).toBe(1);
  });

  test('runs timers that were made on the way', async () => {
    const clock = new ManualClock();
    const ran: number[] = [];
    const again = (): void => {
      ran.push(clock.now());
      clock.setTimer(10, again);
    };
    clock.setTimer(10, again);
    await clock.advance(35);
    expect(ran).toEqual([10, 20, 30]);
  });

  test('advance(0) runs what is due now; a negative time counts as 0', async () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    clock.setTimer(0, () => ran.push('zero'));
    clock.setTimer(-10, () => ran.push('negative'));
    expect(ran).toEqual([]);
    await clock.advance(0);
    expect([ran, clock.now()]).toEqual([['zero', 'negative'], 0]);
  });

  test('a cancelled timer does not fire, even when cancelled by the one before it', async () => {
    const clock = new ManualClock();
    const ran: string[] = [];
    clock.setTimer(1, () => {
      ran.push('first');
      second.cancel();
      second.cancel();
    });
    const second = clock.setTimer(1, () => ran.push('second'));
    await clock.advance(1);
    expect([ran, clock.pendingTimers]).toEqual([['first'], 0]);
  });

  test('an infinite timer is none', async () => {
    const clock = new ManualClock();
    const timer = clock.setTimer(Number.POSITIVE_INFINITY, () => {
      throw new Error('never');
    });
    expect(clock.pendingTimers).toBe(0);
    timer.cancel();
    await clock.advance(1e15);
  });

  test('tells how long it is to the next timer', async () => {
    const clock = new ManualClock(100);
    expect(clock.untilNextTimer).toBeUndefined();
    clock.setTimer(50, () => undefined);
    const sooner = clock.setTimer(20, () => undefined);
    expect(clock.untilNextTimer).toBe(20);
    await clock.advance(15);
    expect(clock.untilNextTimer).toBe(5);
    sooner.cancel();
    expect(clock.untilNextTimer).toBe(35);
    await clock.advance(35);
    expect(clock.untilNextTimer).toBeUndefined();
  });

  test('lets what a timer sets off settle before the next one', async () => {
    const clock = new ManualClock();
    const events: string[] = [];
    clock.setTimer(1, () => {
      setImmediate(() => void Promise.resolve().then(() => events.push('settled')));
    });
    clock.setTimer(1, () => events.push('next'));
    await clock.advance(1);
    expect(events).toEqual(['settled', 'next']);
  });
});
