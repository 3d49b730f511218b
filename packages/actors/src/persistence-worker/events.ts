/** What a worker tells whoever subscribes. `at` is epoch milliseconds, durations are ms. */
import type { ExitReason } from '../process/exit-reason.ts';
import type { CircuitBreakerState } from './core/circuit-breaker.ts';

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
    })
  /** An alert: a store's fence did not succeed. The store stays pending. */
  | (Common & {
      readonly type: 'persistence_failed';
      readonly store: string;
      readonly outcome: 'failed' | 'timed_out';
      readonly error: unknown;
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
  | (Common & { readonly type: 'configured'; readonly changed: readonly string[] });

/** Hears every event of a worker, in order. One that throws harms nobody. */
export type PersistenceListener = (event: PersistenceEvent) => void;
