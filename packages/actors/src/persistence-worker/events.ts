/** What a worker tells whoever subscribes. `at` is epoch milliseconds, durations are ms. */
import type { ExitReason } from '../process/exit-reason.ts';
import type { CircuitBreakerState } from './core/circuit-breaker.ts';
import type { FailureClass } from './force-result.ts';

/** @inline */
interface Common {
  readonly storeId: string;
  readonly at: number;
}

/** How near the pending set is to its limit. */
export type PressureLevel = 'normal' | 'warning' | 'high' | 'full';

/**
 * What a worker tells its listeners, told apart by `type`. `storeId` is the store of the worker;
 * `at` is epoch milliseconds, durations are milliseconds.
 */
export type PersistenceEvent =
  /** `restarts` is 0 the first time; `pending` is what it took over from its predecessor. */
  | (Common & {
      readonly type: 'worker_started';
      readonly restarts: number;
      readonly pending: number;
    })
  /** `left`: the stores that the final persistence could not fence. */
  | (Common & { readonly type: 'worker_stopped'; readonly left: readonly string[] })
  /**
   * An alert: it crashed, or was killed, and nobody restarts it. `left`: the stores that are not
   * durable; `callers`: how many waited for an answer and were told `ERR_SERVER_STOPPED`.
   */
  | (Common & {
      readonly type: 'worker_abandoned';
      readonly reason: ExitReason;
      readonly left: readonly string[];
      readonly callers: number;
    })
  /** All fences of a batch have ended or timed out. `probe`: that of a half-open breaker. */
  | (Common & {
      readonly type: 'batch_settled';
      readonly succeeded: number;
      readonly failed: number;
      readonly durationMs: number;
      readonly probe: boolean;
      /** A forced call waited for some of it. */
      readonly forced: boolean;
    })
  /** An alert: a store's fence did not succeed. The store stays pending. */
  | (Common & {
      readonly type: 'persistence_failed';
      readonly store: string;
      readonly outcome: 'failed' | 'timed_out';
      /** What the failure says; undefined for a time-out, which says nothing. */
      readonly class: FailureClass | undefined;
      readonly error: unknown;
    })
  /**
   * An alert: the store fails while others succeed, or refuses its fence. It stays pending, is
   * fenced alone from now on, and does not steer the breaker. `attempts`: failures in a row.
   */
  | (Common & {
      readonly type: 'store_quarantined';
      readonly store: string;
      readonly attempts: number;
      readonly error: unknown;
    })
  /** A fence of a store in quarantine has succeeded. */
  | (Common & { readonly type: 'store_recovered'; readonly store: string })
  /**
   * An alert: a sync of the store failed, so nothing of it is called durable any more until it was
   * reopened and `PersistenceWorker.storeReopened` says so.
   */
  | (Common & {
      readonly type: 'store_poisoned';
      readonly store: string;
      readonly error: unknown;
    })
  /** An alert: a fence did not come back for four times `storeTimeout`. Nobody waits for it now. */
  | (Common & {
      readonly type: 'fence_written_off';
      readonly store: string;
      readonly ageMs: number;
    })
  /** An alert: `cause` says what moved the breaker. */
  | (Common & {
      readonly type: 'breaker_changed';
      readonly from: CircuitBreakerState;
      readonly to: CircuitBreakerState;
      readonly cause:
        | 'failures'
        | 'timeout_elapsed'
        | 'probe_succeeded'
        | 'probe_failed'
        | 'reset'
        | 'isolated'
        | 'released'
        | 'disabled'
        | 'enabled'
        | 'drain';
      readonly trips: number;
    })
  /** The pending set came nearer to its limit, or went away from it. */
  | (Common & {
      readonly type: 'pressure_changed';
      readonly level: PressureLevel;
      readonly pending: number;
      readonly limit: number;
    })
  /** Options were changed at run time; `changed` names them. */
  | (Common & { readonly type: 'configured'; readonly changed: readonly string[] })
  /**
   * An alert: options are legal and will hardly do what their author hopes, or an environment
   * variable looks like a misspelled one. At start, and when a change at run time leads to it.
   */
  | (Common & { readonly type: 'configuration_warning'; readonly warning: string });

/** The name of a kind of event. */
export type PersistenceEventType = PersistenceEvent['type'];

/** The events of these types. */
export type PersistenceEventOf<T extends PersistenceEventType> = Extract<
  PersistenceEvent,
  { readonly type: T }
>;

/** Hears every event of a worker, in order. One that throws or rejects harms nobody. */
export type PersistenceListener = (event: PersistenceEvent) => void;
