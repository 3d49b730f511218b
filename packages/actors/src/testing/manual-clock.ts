import { AsyncResource } from 'node:async_hooks';
import type { Clock, Timer } from '../process/clock.ts';

interface Due {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Turns of the event loop in which woken processes have done all they can without new time. */
const SETTLING_TURNS = 12;

/**
 * A clock that moves only when a test says so. `advance` runs the timers on its way in order and
 * lets processes settle after each, so nothing has to be slept for.
 */
export class ManualClock implements Clock {
  private time: number;
  private readonly epoch: number;
  private readonly timers = new Set<Due>();
  private made = 0;

  /** `start`: the first `now()`; `epoch`: the wall time at that moment. */
  constructor(start = 0, epoch = 1_700_000_000_000) {
    this.time = start;
    this.epoch = epoch - start;
  }

  now(): number {
    return this.time;
  }

  wallTime(): number {
    return this.epoch + this.time;
  }

  setTimer(ms: number, callback: () => void): Timer {
    if (ms === Number.POSITIVE_INFINITY) return { cancel: () => undefined };
    this.made += 1;
    const due: Due = {
      at: this.time + Math.max(0, ms),
      order: this.made,
      // As in setTimeout: it sees the AsyncLocalStorage of who sets it, not of who moves the clock.
      callback: AsyncResource.bind(callback),
    };
    this.timers.add(due);
    return { cancel: () => void this.timers.delete(due) };
  }

  /** Timers that are armed: an idle system has none. */
  get pendingTimers(): number {
    return this.timers.size;
  }

  /** Milliseconds until the next timer comes due; undefined when none is armed. */
  get untilNextTimer(): number | undefined {
    const next = this.nextBefore(Number.POSITIVE_INFINITY);
    return next && next.at - this.time;
  }

  /** Moves time forward by `ms`, running every timer that comes due on the way, in order. */
  async advance(ms: number): Promise<void> {
    const target = this.time + ms;
    await settle();
    for (let next = this.nextBefore(target); next !== undefined; next = this.nextBefore(target)) {
      const due = next;
      this.timers.delete(due);
      this.time = due.at;
      due.callback();
      await settle();
    }
    this.time = target;
  }

  private nextBefore(target: number): Due | undefined {
    let first: Due | undefined;
    for (const due of this.timers) {
      if (due.at > target) continue;
      const earlier = first === undefined || due.at < first.at;
      if (earlier || (due.at === first?.at && due.order < first.order)) first = due;
    }
    return first;
  }
}

/** Lets every process that has something to do run until it has not. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < SETTLING_TURNS; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
