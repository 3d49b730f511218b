/** What the failures of one store lead to: it is left in peace for a while, or kept apart. Pure. */
import type { Trouble } from './pending.ts';
import type { Unproven } from './state.ts';

/** The pause doubles with every failure in a row, from twice this to the longest. */
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 60_000;

/** The final persistence has no time to leave a store in peace for long. */
const DRAIN_PAUSE_MS = 100;

/** So many failures in a row, while other stores succeed, are the store's own. */
const OWN_FAILURES = 5;

/** What is known when a batch is over. `draw`: chance, 0 to 1. */
export interface Circumstances {
  readonly now: number;
  readonly draw: number;
  /** When a fence of any store last succeeded. */
  readonly succeededAt: number;
  /** The final persistence is under way. */
  readonly draining: boolean;
}

export function troubleAfter(
  before: Trouble | undefined,
  outcome: Unproven,
  { now, draw, succeededAt, draining }: Circumstances,
): Trouble {
  const attempts = (before?.attempts ?? 0) + (outcome.kind === 'cancelled' ? 0 : 1);
  const since = before?.since ?? now;
  const own = attempts >= OWN_FAILURES && succeededAt > since;
  const rejected = outcome.kind === 'failed' && outcome.class === 'rejected';
  const pause = Math.max(pauseMs(attempts, draw), askedForMs(outcome));
  return {
    attempts,
    since,
    notBefore: now + (draining ? DRAIN_PAUSE_MS : pause),
    quarantined: before?.quarantined === true || own || rejected,
  };
}

/** Half of it is certain, so that chance never turns a pause into none. */
function pauseMs(attempts: number, draw: number): number {
  const whole = Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** attempts);
  return Math.ceil(whole * (0.5 + draw / 2));
}

function askedForMs(outcome: Unproven): number {
  return outcome.kind === 'failed' ? (outcome.retryAfterMs ?? 0) : 0;
}
