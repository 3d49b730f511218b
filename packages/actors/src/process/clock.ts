import { performance } from 'node:perf_hooks';

/** The one source of time of an actor system: everything that waits or measures goes through it. */
export interface Clock {
  /** Milliseconds that only grow, from an arbitrary start. For durations and deadlines. */
  now(): number;
  /** Epoch milliseconds. For reports only: it may jump. */
  wallTime(): number;
  /**
   * Calls back once, not before `ms` from now; negative counts as 0, infinite never fires.
   * The timer lets the process exit unless `keepAlive` says that somebody waits for it.
   */
  setTimer(ms: number, callback: () => void, options?: TimerOptions): Timer;
}

/** How a timer behaves. */
export interface TimerOptions {
  /** Whether the Node process stays alive for it. Default false. */
  readonly keepAlive?: boolean;
}

/** A callback that has been asked for. */
export interface Timer {
  /** Keeps it from firing. Idempotent; without effect once it has fired. */
  cancel(): void;
}

/** setTimeout fires at once above this, so longer waits are chained. */
const LONGEST_TIMEOUT_MS = 2_147_483_647;

class SystemTimer implements Timer {
  private handle: NodeJS.Timeout | undefined;
  private readonly callback: () => void;
  private readonly keepAlive: boolean;

  constructor(ms: number, callback: () => void, keepAlive: boolean) {
    this.callback = callback;
    this.keepAlive = keepAlive;
    // Nothing waits for ever but to hold the process open.
    if (ms !== Number.POSITIVE_INFINITY || keepAlive) this.arm(ms);
  }

  cancel(): void {
    clearTimeout(this.handle);
    this.handle = undefined;
  }

  private arm(ms: number): void {
    if (ms > LONGEST_TIMEOUT_MS) {
      this.handle = setTimeout(() => {
        this.arm(ms - LONGEST_TIMEOUT_MS);
      }, LONGEST_TIMEOUT_MS);
    } else {
      this.handle = setTimeout(this.callback, ms > 0 ? ms : 0);
    }
    if (!this.keepAlive) this.handle.unref();
  }
}

/** Real time: `performance.now`, `Date.now`, `setTimeout`. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimer: (ms, callback, options) => new SystemTimer(ms, callback, options?.keepAlive ?? false),
};
