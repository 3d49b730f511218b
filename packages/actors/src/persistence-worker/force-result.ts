/**
 * What a failed fence says. `retryable`: it may work next time; `overload`: it may, but not before
 * the time that it names; `rejected`: this store alone is refused, which says nothing about the
 * others; `poisoned`: a sync failed, so nothing more is believed until the store is reopened.
 */
export type FailureClass = 'retryable' | 'overload' | 'rejected' | 'poisoned';

/**
 * How one fence ended. `timed_out` is unknown, not failed: it may still succeed late. `cancelled`:
 * withdrawn, which says nothing about the store.
 *
 * @inline
 */
export type FenceOutcome =
  | { readonly kind: 'fenced' }
  | {
      readonly kind: 'failed';
      readonly class: FailureClass;
      readonly error: unknown;
      /** `overload`: in how many ms the store may be asked again. */
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'cancelled'; readonly error: unknown }
  | { readonly kind: 'timed_out' };

/**
 * What a forced persistence reports for one store. `timed_out`: unknown; `poisoned`: reopen the
 * store first; `skipped`: the breaker did not let it try.
 */
export type StoreOutcome = FenceOutcome['kind'] | 'poisoned' | 'skipped';

/**
 * The answer to a forced persistence, as data. `partial`: some stores were fenced, some were not;
 * `failed`: none was; `circuit_open`: the breaker is open, try again after `retryAfterMs`;
 * `isolated`: somebody holds the breaker open by hand.
 */
export type ForceResult =
  | { readonly ok: true; readonly persisted: number }
  | {
      readonly ok: false;
      readonly reason: 'partial' | 'failed' | 'circuit_open' | 'isolated';
      readonly succeeded: number;
      readonly failed: number;
      readonly outcomes: Readonly<Record<string, StoreOutcome>>;
      readonly retryAfterMs?: number;
    };
