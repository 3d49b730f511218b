/**
 * The three-state breaker of one worker, as a pure value: time is passed in, and every change of
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
}

/** @inline */
export type CircuitBreaker =
  | (Common & { readonly state: 'closed' })
  /** `until`: when it turns half-open, on the clock of the worker. */
  | (Common & { readonly state: 'open'; readonly until: number })
  /** `probing`: the one probe is out; nothing else is admitted until it is back. */
  | (Common & { readonly state: 'half_open'; readonly probing: boolean });

/**
 * `closed`: batches pass. `open`: nothing passes until its time is over. `half_open`: one probe is
 * let through and decides.
 */
export type CircuitBreakerState = CircuitBreaker['state'];

/** What may start now. */
export type Admission = 'batch' | 'probe' | 'nothing';

export interface BreakerLimits {
  readonly failureThreshold: number;
  readonly openMs: number;
}

export const closedBreaker: CircuitBreaker = { state: 'closed', epoch: 0, failures: 0, trips: 0 };

export function admission(breaker: CircuitBreaker): Admission {
  switch (breaker.state) {
    case 'closed':
      return 'batch';
    case 'half_open':
      return breaker.probing ? 'nothing' : 'probe';
    case 'open':
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

export function beginProbe(breaker: CircuitBreaker): CircuitBreaker {
  return breaker.state === 'half_open' ? { ...breaker, probing: true } : breaker;
}

/** One batch or probe of this epoch is back. A result of another epoch must not be given here. */
export function record(
  breaker: CircuitBreaker,
  good: boolean,
  limits: BreakerLimits,
  now: number,
): CircuitBreaker {
  if (breaker.state === 'open') return breaker;
  if (good) return breaker.state === 'closed' ? { ...breaker, failures: 0 } : close(breaker);
  const failures = breaker.failures + 1;
  if (breaker.state === 'closed' && failures < limits.failureThreshold) {
    return { ...breaker, failures };
  }
  return {
    state: 'open',
    epoch: breaker.epoch + 1,
    failures,
    trips: breaker.trips + 1,
    until: now + limits.openMs,
  };
}

/** Closed by hand: fences that are out go on, but their results no longer steer. */
export function reset(breaker: CircuitBreaker): CircuitBreaker {
  return close(breaker);
}

/** After a crash: the open time goes on, and a probe that was out is no longer waited for. */
export function restore(breaker: CircuitBreaker): CircuitBreaker {
  const epoch = breaker.epoch + 1;
  return breaker.state === 'half_open'
    ? { ...breaker, epoch, probing: false }
    : { ...breaker, epoch };
}

function halfOpen({ epoch, failures, trips }: Common): CircuitBreaker {
  return { state: 'half_open', epoch: epoch + 1, failures, trips, probing: false };
}

function close({ epoch, trips }: Common): CircuitBreaker {
  return { state: 'closed', epoch: epoch + 1, failures: 0, trips };
}
