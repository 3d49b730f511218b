/**
 * How one fence ended. `timed_out` is unknown, not failed: it may still succeed late.
 *
 * @inline
 */
export type FenceOutcome =
  | { readonly kind: 'fenced' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'timed_out' };

/** What a forced persistence reports for one store; `skipped`: the breaker did not let it try. */
export type StoreOutcome = FenceOutcome['kind'] | 'skipped';

/**
 * The answer to a forced persistence, as data. `partial`: some stores were fenced, some were not;
 * `failed`: none was; `circuit_open`: the breaker is open, try again after `retryAfterMs`.
 */
export type ForceResult =
  | { readonly ok: true; readonly persisted: number }
  | {
      readonly ok: false;
      readonly reason: 'partial' | 'failed' | 'circuit_open';
      readonly succeeded: number;
      readonly failed: number;
      readonly outcomes: Readonly<Record<string, StoreOutcome>>;
      readonly retryAfterMs?: number;
    };
