import { describe, expect, it } from 'vitest';
import {
  admits,
  type Door,
  freePlaces,
  knock,
  openDoor,
  watch,
} from '../../src/persistence-worker/admission.ts';
import type { Priority } from '../../src/persistence-worker/priority.ts';

const classed = knock(openDoor, 'high');

/** How many of 100 stores may be pending while the class is let in, on the way up and down. */
function turningPoints(door: Door, priority: Priority): { shutAt: number; openBelow: number } {
  let now = door;
  let shutAt = 0;
  while (admits(now, priority)) now = watch(now, (shutAt += 1), 100);
  let openBelow = shutAt;
  while (!admits(now, priority)) now = watch(now, (openBelow -= 1), 100);
  return { shutAt, openBelow: openBelow + 1 };
}

describe('the door', () => {
  it.each([
    ['low', { shutAt: 80, openBelow: 60 }],
    ['normal', { shutAt: 90, openBelow: 75 }],
    ['high', { shutAt: 100, openBelow: 90 }],
    ['critical', { shutAt: 100, openBelow: 90 }],
  ] as const)(
    'has a mark for %s, and a lower one below which it opens again',
    (priority, marks) => {
      expect(turningPoints(classed, priority)).toEqual(marks);
    },
  );

  it('leaves the whole limit to normal until somebody asks with high or critical', () => {
    for (const priority of ['normal', 'low'] as const) {
      expect(knock(openDoor, priority)).toBe(openDoor);
    }
    expect(turningPoints(openDoor, 'normal')).toEqual({ shutAt: 100, openBelow: 90 });
    expect(turningPoints(openDoor, 'low')).toEqual({ shutAt: 80, openBelow: 60 });
    expect(turningPoints(knock(openDoor, 'critical'), 'normal')).toMatchObject({ shutAt: 90 });
  });

  it('never lets in more than the limit, however small it is', () => {
    for (let limit = 1; limit <= 12; limit += 1) {
      for (const door of [openDoor, classed]) {
        expect(admits(watch(door, limit - 1, limit), 'critical')).toBe(true);
        expect(admits(watch(door, limit, limit), 'critical')).toBe(false);
        expect(admits(watch(door, limit, limit), 'normal')).toBe(false);
      }
      expect(admits(watch(openDoor, limit - 1, limit), 'normal')).toBe(true);
    }
  });

  it('follows a limit that is changed', () => {
    const shut = watch(openDoor, 10, 10);
    expect(admits(watch(shut, 10, 20), 'normal')).toBe(true);
    expect(admits(watch(openDoor, 10, 9), 'critical')).toBe(false);
  });

  it('is the same value while nothing changes', () => {
    const shut = watch(classed, 85, 100);
    expect(watch(shut, 70, 100)).toBe(shut);
    expect(watch(openDoor, 50, 100)).toBe(openDoor);
  });

  it('has free places up to the low mark, one at least for the smallest limit', () => {
    expect([0, 59, 60, 100].map((pending) => freePlaces(pending, 100))).toEqual([60, 1, 0, 0]);
    expect(freePlaces(0, 1)).toBe(1);
    expect(freePlaces(1, 1)).toBe(0);
  });
});
