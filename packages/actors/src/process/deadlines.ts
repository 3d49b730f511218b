/**
 * Deadlines of callers, by the thousands and nearly all of them never reached. Those of one length
 * stand in the order in which they were set, which is the order in which they come due: one timer
 * serves the first of them, and setting or dropping one touches no timer.
 */
import { type Clock, systemClock, type Timer } from './clock.ts';

/** Somebody who waits until a deadline. */
export abstract class Deadline {
  /** @internal Undefined: not set, dropped or expired. */
  queue: DeadlineQueue | undefined = undefined;
  /** @internal */
  set: Moment | undefined = undefined;

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
  private latest: DeadlineQueue | undefined = undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Sets a deadline `ms` from now; an infinite one only holds the process open. */
  set(deadline: Deadline, ms: number): void {
    // Nearly all callers of a program have the same timeout.
    if (this.latest?.ms !== ms) this.latest = this.queueOf(ms);
    this.count += 1;
    if (!this.turnIsOpen) this.openTurn();
    deadline.set = this.clock === systemClock ? this.moment : { at: this.clock.now() };
    this.latest.append(deadline);
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

  private queueOf(ms: number): DeadlineQueue {
    let queue = this.queues.get(ms);
    if (queue === undefined) {
      queue = new DeadlineQueue(this, this.clock, ms);
      this.queues.set(ms, queue);
    }
    return queue;
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
    this.latest = undefined;
  }
}

/** Dropped ones are swept out when there are this many more of them than of the others. */
const SWEEP_AT = 64;

class DeadlineQueue {
  private readonly deadlines: Deadlines;
  private readonly clock: Clock;
  readonly ms: number;
  /** In order, dropped ones among them. */
  private waiting: Deadline[] = [];
  private live = 0;
  private timer: Timer | undefined = undefined;

  constructor(deadlines: Deadlines, clock: Clock, ms: number) {
    this.deadlines = deadlines;
    this.clock = clock;
    this.ms = ms;
  }

  append(deadline: Deadline): void {
    deadline.queue = this;
    this.live += 1;
    this.waiting.push(deadline);
    this.timer ??= this.clock.setTimer(this.ms, () => this.ring());
  }

  remove(deadline: Deadline): void {
    deadline.queue = undefined;
    this.live -= 1;
    if (this.waiting.length >= 2 * this.live + SWEEP_AT) this.sweep();
    this.deadlines.released();
  }

  close(): void {
    this.timer?.cancel();
  }

  private sweep(): void {
    this.waiting = this.waiting.filter(({ queue }) => queue === this);
  }

  private ring(): void {
    this.timer = undefined;
    const now = this.clock.now();
    this.deadlines.closeMoment(now);
    this.sweep();
    const due = this.waiting.findIndex((deadline) => this.dueOf(deadline) > now);
    const over = due < 0 ? this.waiting : this.waiting.slice(0, due);
    const next = this.waiting[over.length];
    if (next !== undefined) {
      this.timer = this.clock.setTimer(this.dueOf(next) - now, () => this.ring());
    }
    // One that expires may make others be dropped, and set new ones.
    for (const deadline of [...over]) if (deadline.queue === this) this.expire(deadline);
  }

  private expire(deadline: Deadline): void {
    this.remove(deadline);
    deadline.expire(this.ms);
  }

  private dueOf({ set }: Deadline): number {
    return (set?.at ?? 0) + this.ms;
  }
}
