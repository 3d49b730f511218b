/** How near the pending set is to its limit, with hysteresis, and what follows from it. Pure. */

import type { PressureLevel } from '../events.ts';
import { sweep } from './looking.ts';
import type { WorkerState } from './state.ts';
import type { Step } from './step.ts';

/** Shares of `maxPendingStores` at which a level begins, and below which all is normal again. */
const MARKS = { clear: 0.6, warning: 0.8, high: 0.9, full: 1 } as const;

const RANK: Readonly<Record<PressureLevel, number>> = { normal: 0, warning: 1, high: 2, full: 3 };

/** Told once per rise, and once when it is over; reaching the high mark brings the tick forward. */
export function watchPressure(state: WorkerState, step: Step): WorkerState {
  const limit = state.options.values.maxPendingStores;
  const pending = state.pending.size;
  const level = levelAfter(state.pressure, pending / limit);
  if (level === state.pressure) return state;
  step.publish(state, { type: 'pressure_changed', level, pending, limit });
  const next = state.set('pressure', level);
  const rising = RANK[level] > RANK[state.pressure];
  const passes = state.breaker.state === 'closed' || state.breaker.state === 'disabled';
  return rising && RANK[level] >= RANK.high && passes ? sweep(next, step.now) : next;
}

/** A level falls only to normal, and only below the clear mark: no flapping around one mark. */
export function levelAfter(before: PressureLevel, share: number): PressureLevel {
  const reached: PressureLevel =
    share >= MARKS.full
      ? 'full'
      : share >= MARKS.high
        ? 'high'
        : share >= MARKS.warning
          ? 'warning'
          : 'normal';
  if (RANK[reached] > RANK[before]) return reached;
  return share < MARKS.clear ? 'normal' : before;
}
