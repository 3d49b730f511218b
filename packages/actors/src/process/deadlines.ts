/**
 * Deadlines of callers, by the thousands and nearly all of them never reached. Those of one length
 * stand in the order in which they were set, which is the order in which they come due: one timer
 * serves the first of them, and setting or dropping one touches no timer.
 */
import type { Clock, Timer } from './clock.ts';

/** Somebody who waits until a deadline. Linked into its queue, so that dropping it is immediate. */
export abstract class Deadline {
  /** @internal */
  queue: DeadlineQueue | undefined;
  /** @internal */
  due = 0;
  /** @internal */
  before: Deadline | undefined;
  /** @internal */
  after: Deadline | undefined;

  /** The time is over. Called once, and only if it was not dropped. */
  abstract expire(afterMs: number): void;
}

/** All deadlines of one actor system. While any is set the process is held open. */
export class Deadlines {
  private readonly clock: Clock;
  private readonly queues = new Map<number, DeadlineQueue>();
  private count = 0;
  private hold: Timer | undefined;
  private tidying = false;

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
    queue.append(deadline);
    this.count += 1;
    this.hold ??= this.clock.setTimer(Number.POSITIVE_INFINITY, () => undefined, {
      keepAlive: true,
    });
  }

  /** Idempotent. */
  drop(deadline: Deadline): void {
    deadline.queue?.remove(deadline);
  }

  /** @internal One has been dropped or has expired. */
  released(): void {
    this.count -= 1;
    if (this.count > 0 || this.tidying) return;
    this.tidying = true;
    // Not at once: a caller that calls again and again would make and clear timers all the time.
    setImmediate(() => this.tidy());
  }

  private tidy(): void {
    this.tidying = false;
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
  private first: Deadline | undefined;
  private last: Deadline | undefined;
  private timer: Timer | undefined;

  constructor(deadlines: Deadlines, clock: Clock, ms: number) {
    this.deadlines = deadlines;
    this.clock = clock;
    this.ms = ms;
  }

  append(deadline: Deadline): void {
    deadline.queue = this;
    deadline.due = this.clock.now() + this.ms;
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
    for (let next = this.first; next !== undefined && next.due <= now; next = this.first) {
      this.remove(next);
      next.expire(this.ms);
    }
    if (this.first === undefined) return;
    this.timer = this.clock.setTimer(this.first.due - now, () => this.ring());
  }
}
