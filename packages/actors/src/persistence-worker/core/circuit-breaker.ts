/**
 * The breaker of one worker, as a pure value: time and chance are passed in, and every change of
 * state is a new epoch, so that a result that began before the change can be told apart.
 */

/** @inline */
interface Common {
  /** Grows with every change of state. A batch carries the epoch in which it began. */
  readonly epoch: number;
  /** Consecutive failed batches. */
  readonly failures: number;
  /** How often it has opened. */
  readonly trips: number;
  /** How often it has opened since it was last quiet: the open time grows with it. */
  readonly opens: number;
}

/** @inline */
export type CircuitBreaker =
  /** `since`: when it closed, or last recorded a failed batch. */
  | (Common & { readonly state: 'closed'; readonly since: number })
  /** `until`: when it turns half-open, on the clock of the worker. */
  | (Common & { readonly state: 'open'; readonly until: number })
  /** `leaseUntil`: the one probe is out, and counts as failed if it is not back by then. */
  | (Common & { readonly state: 'half_open'; readonly leaseUntil: number | undefined })
  | (Common & { readonly state: 'isolated' })
  | (Common & { readonly state: 'disabled' });

/**
 * `closed`: batches pass. `open`: nothing passes until its time is over. `half_open`: one probe is
 * let through and decides. `isolated`: nothing passes until whoever holds it lets go. `disabled`:
 * switched off, everything passes and failures are only counted.
 */
export type CircuitBreakerState = CircuitBreaker['state'];

/** What may start now. */
export type Admission = 'batch' | 'probe' | 'nothing';

export interface BreakerLimits {
  readonly failureThreshold: number;
  readonly openMs: number;
}

/** A moment, with the chance that spreads open times: `random` answers 0 to 1. */
export interface Chance {
  readonly now: number;
  readonly random: () => number;
}

/** The open time doubles with every opening in a row, up to so many times `openMs`. */
const MOST_OPEN_TIMES = 8;

/** An open time is up to this share longer, so that many workers do not probe at once. */
const OPEN_JITTER = 0.2;

export const closedBreaker: CircuitBreaker = {
  state: 'closed',
  epoch: 0,
  failures: 0,
  trips: 0,
  opens: 0,
  since: 0,
};

export function admission(breaker: CircuitBreaker): Admission {
  switch (breaker.state) {
    case 'closed':
    case 'disabled':
      return 'batch';
    case 'half_open':
      return breaker.leaseUntil === undefined ? 'probe' : 'nothing';
    case 'open':
    case 'isolated':
      return 'nothing';
  }
}

/** The open time is over: one probe may go. Not before `until`, and only from open. */
export function elapse(breaker: CircuitBreaker, now: number): CircuitBreaker {
  if (breaker.state !== 'open' || now < breaker.until) return breaker;
  return halfOpen(breaker);
}

/** The final persistence may probe an open breaker without waiting for its time. */
export function probeNow(breaker: CircuitBreaker): CircuitBreaker {
  return breaker.state === 'open' ? halfOpen(breaker) : breaker;
}

export function beginProbe(breaker: CircuitBreaker, leaseUntil: number): CircuitBreaker {
  return breaker.state === 'half_open' ? { ...breaker, leaseUntil } : breaker;
}

/** The probe said nothing about the store: another may go at once. */
export function returnPermit(breaker: CircuitBreaker): CircuitBreaker {
  return breaker.state === 'half_open' ? { ...breaker, leaseUntil: undefined } : breaker;
}

/** The probe has not come back within its lease: as bad as one that failed. */
export function leaseOver(breaker: CircuitBreaker, now: number): boolean {
  if (breaker.state !== 'half_open' || breaker.leaseUntil === undefined) return false;
  return now >= breaker.leaseUntil;
}

/** One batch or probe of this epoch is back. A result of another epoch must not be given here. */
export function record(
  breaker: CircuitBreaker,
  good: boolean,
  limits: BreakerLimits,
  chance: Chance,
): CircuitBreaker {
  switch (breaker.state) {
    case 'open':
    case 'isolated':
      return breaker;
    case 'disabled':
      return { ...breaker, failures: good ? 0 : breaker.failures + 1 };
    case 'half_open':
      return good ? close(breaker, breaker.opens, chance.now) : open(breaker, limits, chance);
    case 'closed':
      return good ? quiet(breaker, limits, chance.now) : fail(breaker, limits, chance);
  }
}

/** Closed by hand: fences that are out go on, but their results no longer steer. */
export function reset(breaker: CircuitBreaker, now: number): CircuitBreaker {
  return breaker.state === 'isolated' || breaker.state === 'disabled'
    ? { ...breaker, failures: 0, opens: 0 }
    : close(breaker, 0, now);
}

/** Somebody holds it open by hand; neither reset nor probe moves it. */
export function isolate({ epoch, failures, trips, opens }: CircuitBreaker): CircuitBreaker {
  return { state: 'isolated', epoch: epoch + 1, failures, trips, opens };
}

/** Nobody holds it any more: one probe comes first. */
export function release(breaker: CircuitBreaker): CircuitBreaker {
  return breaker.state === 'isolated' ? halfOpen(breaker) : breaker;
}

/** Switched off: it counts and never opens. */
export function disable({ epoch, trips }: CircuitBreaker): CircuitBreaker {
  return { state: 'disabled', epoch: epoch + 1, failures: 0, trips, opens: 0 };
}

/** Switched on again. */
export function enable(breaker: CircuitBreaker, now: number): CircuitBreaker {
  return breaker.state === 'disabled' ? close(breaker, 0, now) : breaker;
}

/** After a crash: the open time goes on, and a probe that was out is no longer waited for. */
export function restore(breaker: CircuitBreaker): CircuitBreaker {
  return returnPermit({ ...breaker, epoch: breaker.epoch + 1 });
}

/** Good while closed: once nothing has failed for a whole open time, the next one is short again. */
function quiet(
  breaker: CircuitBreaker & { readonly state: 'closed' },
  { openMs }: BreakerLimits,
  now: number,
): CircuitBreaker {
  const opens = now - breaker.since >= openMs ? 0 : breaker.opens;
  return { ...breaker, failures: 0, opens };
}

function fail(
  breaker: CircuitBreaker & { readonly state: 'closed' },
  limits: BreakerLimits,
  chance: Chance,
): CircuitBreaker {
  const failures = breaker.failures + 1;
  if (failures >= limits.failureThreshold) return open(breaker, limits, chance);
  return { ...breaker, failures, since: chance.now };
}

function open(breaker: Common, limits: BreakerLimits, { now, random }: Chance): CircuitBreaker {
  const opens = breaker.opens + 1;
  const times = Math.min(MOST_OPEN_TIMES, 2 ** (opens - 1));
  // Longer by chance, never shorter than was asked for.
  const openMs = Math.ceil(limits.openMs * times * (1 + OPEN_JITTER * random()));
  return {
    state: 'open',
    epoch: breaker.epoch + 1,
    failures: breaker.failures + 1,
    trips: breaker.trips + 1,
    opens,
    until: now + openMs,
  };
}

function halfOpen({ epoch, failures, trips, opens }: Common): CircuitBreaker {
  return { state: 'half_open', epoch: epoch + 1, failures, trips, opens, leaseUntil: undefined };
}

function close({ epoch, trips }: Common, opens: number, now: number): CircuitBreaker {
  return { state: 'closed', epoch: epoch + 1, failures: 0, trips, opens, since: now };
}
