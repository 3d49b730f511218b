/**
 * Who is let in at the door, by how much is pending: each class has a mark at which it is shut out,
 * and a lower one below which it is let in again, so that the door does not flap. Pure.
 */
import { outranks, PRIORITIES, type Priority } from './priority.ts';

/** In percent of `maxPendingStores`. */
interface Marks {
  readonly shutAt: number;
  readonly openBelow: number;
}

const LAST: Marks = { shutAt: 100, openBelow: 90 };

const MARKS: Readonly<Record<Priority, Marks>> = {
  critical: LAST,
  high: LAST,
  normal: { shutAt: 90, openBelow: 75 },
  low: { shutAt: 80, openBelow: 60 },
};

/** Who waits for room is let go on while less than this is pending. */
const LOW_MARK = 60;

/** The door at one moment. */
export interface Door {
  /**
   * Somebody has asked with `high` or `critical`. Until then nobody needs the last places more than
   * `normal` does, and it has the whole limit.
   */
  readonly classed: boolean;
  /** Which classes are shut out. */
  readonly shut: Readonly<Record<Priority, boolean>>;
}

export const openDoor: Door = {
  classed: false,
  shut: { critical: false, high: false, normal: false, low: false },
};

/** Somebody asks in this class. */
export function knock(door: Door, priority: Priority): Door {
  return !door.classed && outranks(priority, 'normal') ? { ...door, classed: true } : door;
}

/** So many of at most so many stores are pending now. To be told of every change of the two. */
export function watch(door: Door, pending: number, limit: number): Door {
  const used = (pending * 100) / limit;
  // `low` is shut out first and let in last: nobody else is shut out either.
  if (!door.shut.low && used < MARKS.low.shutAt) return door;
  const moved = PRIORITIES.some((priority) => isShut(door, priority, used) !== door.shut[priority]);
  if (!moved) return door;
  const shut = {
    critical: isShut(door, 'critical', used),
    high: isShut(door, 'high', used),
    normal: isShut(door, 'normal', used),
    low: isShut(door, 'low', used),
  };
  return { ...door, shut };
}

function isShut(door: Door, priority: Priority, used: number): boolean {
  const marks = priority === 'normal' && !door.classed ? LAST : MARKS[priority];
  return used >= (door.shut[priority] ? marks.openBelow : marks.shutAt);
}

export function admits(door: Door, priority: Priority): boolean {
  return !door.shut[priority];
}

/** How many more stores may be pending while who waits for room is still let go on. */
export function freePlaces(pending: number, limit: number): number {
  return Math.max(0, Math.ceil((limit * LOW_MARK) / 100) - pending);
}
