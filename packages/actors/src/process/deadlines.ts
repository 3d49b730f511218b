/**
 * Deadlines of callers, by the thousands and nearly all of them never reached. Those of one length
 * stand in the order in which they were set, which is the order in which they come due: one timer
 * serves the first of them, and setting or dropping one touches no timer.
 */
import { type Clock, systemClock, type Timer } from './clock.ts';

/** Somebody who waits until a deadline. Linked into its queue, so that dropping it is immediate. */
export abstract class Deadline {
  /** @internal */
  queue: DeadlineQueue | undefined = undefined;
  /** @internal */
  set: Moment | undefined = undefined;
  /** @internal */
  before: Deadline | undefined = undefined;
  /** @internal */
  after: Deadline | undefined = undefined;

  /** The time is over. Called once, and only if it was not dropped. */
  abstract expire(afterMs: number): void;
}

/** When some deadlines were set: NaN until their turn of the event loop is over. */
export interface Moment {
  at: number;
}

/**
 * All deadlines of one actor system. While any is set the process is held open.
 *
 * Real time is read once per turn of the event loop, since reading it costs more than setting a
 * deadline: those set in one turn count from the end of it, so they come late by less than a turn
 * and never early. A clock that is moved by hand is read each time.
 */
export class Deadlines {
  private readonly clock: Clock;
  private readonly queues = new Map<number, DeadlineQueue>();
  private moment: Moment = { at: Number.NaN };
  private count = 0;
  private hold: Timer | undefined;
  private turnIsOpen = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Sets a deadline `ms` from now; an infinite one only holds the process open. */
  set(deadline: Deadline, ms: number): void {
    let queue = this.queues.get(ms);
    if (queue === undefined) {
      queue = new DeadlineQueue(this, this.clock, ms);
      this.queues.set(ms, queue);
    }
    this.count += 1;
    if (!this.turnIsOpen) this.openTurn();
    deadline.set = this.clock === systemClock ? this.moment : { at: this.clock.now() };
    queue.append(deadline);
  }

  /** Idempotent. */
  drop(deadline: Deadline): void {
    deadline.queue?.remove(deadline);
  }

  /** @internal One has been dropped or has expired. */
  released(): void {
    this.count -= 1;
    if (this.count === 0 && !this.turnIsOpen) this.openTurn();
  }

  /** @internal Those that were set without a time get this one. */
  closeMoment(now: number): void {
    this.moment.at = now;
    this.moment = { at: Number.NaN };
  }

  private openTurn(): void {
    this.turnIsOpen = true;
    this.hold ??= this.clock.setTimer(Number.POSITIVE_INFINITY, () => undefined, {
      keepAlive: true,
    });
    setImmediate(() => this.closeTurn());
  }

  /** Not at each call: who calls again and again would make and clear timers all the time. */
  private closeTurn(): void {
    this.turnIsOpen = false;
    this.closeMoment(this.clock.now());
    if (this.count > 0) return;
    this.hold?.cancel();
    this.hold = undefined;
    for (const queue of this.queues.values()) queue.close();
    this.queues.clear();
  }
}

class DeadlineQueue {
  private readonly deadlines: Deadlines;
  private readonly clock: Clock;
  private readonly ms: number;
  private first: Deadline | undefined = undefined;
  private last: Deadline | undefined = undefined;
  private timer: Timer | undefined = undefined;

  constructor(deadlines: Deadlines, clock: Clock, ms: number) {
    this.deadlines = deadlines;
    this.clock = clock;
    this.ms = ms;
  }

  append(deadline: Deadline): void {
    deadline.queue = this;
    deadline.before = this.last;
    if (this.last === undefined) this.first = deadline;
    else this.last.after = deadline;
    this.last = deadline;
    this.timer ??= this.clock.setTimer(this.ms, () => this.ring());
  }

  remove(deadline: Deadline): void {
    const { before, after } = deadline;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.last = before;
    else after.before = before;
    deadline.queue = undefined;
    deadline.before = undefined;
    deadline.after = undefined;
    this.deadlines.released();
  }

  close(): void {
    this.timer?.cancel();
  }

  private ring(): void {
    this.timer = undefined;
    const now = this.clock.now();
    this.deadlines.closeMoment(now);
    for (let next = this.first; next !== undefined; next = this.first) {
      const left = this.dueOf(next) - now;
      if (left > 0) {
        this.timer = this.clock.setTimer(left, () => this.ring());
        return;
      }
      this.remove(next);
      next.expire(this.ms);
    }
  }

  private dueOf({ set }: Deadline): number {
    return (set?.at ?? 0) + this.ms;
  }
}
