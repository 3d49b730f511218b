import type { Clock } from '@holdfast/actors';

/** One time for all that is to be done at an end, on the clock of its system. */
export class TimeBudget {
  private readonly clock: Clock;
  private readonly startedAt: number;
  private readonly totalMs: number;

  /** It begins now. */
  constructor(clock: Clock, totalMs: number) {
    this.clock = clock;
    this.startedAt = clock.now();
    this.totalMs = totalMs;
  }

  /** The ms that are left until so much of it, 0 to 1, is used up. */
  until(share: number): number {
    return Math.max(0, this.startedAt + this.totalMs * share - this.clock.now());
  }

  /** Whether `done` resolves within `ms`. Rejects if it rejects by then. */
  within(ms: number, done: Promise<unknown>): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const late = this.clock.setTimer(ms, () => resolve(false), { keepAlive: true });
      done.then(() => resolve(true), reject).finally(() => late.cancel());
    });
  }
}
