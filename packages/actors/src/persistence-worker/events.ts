/** What a worker tells whoever subscribes. `at` is epoch milliseconds, durations are ms. */
import type { ExitReason } from '../process/exit-reason.ts';
import type { CircuitBreakerState } from './core/circuit-breaker.ts';

interface Common {
  readonly storeId: string;
  readonly at: number;
}

/** How near the pending set is to its limit. */
export type PressureLevel = 'normal' | 'warning' | 'high' | 'full';

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
  | (Common & {
      readonly type: 'pressure_changed';
      readonly level: PressureLevel;
      readonly pending: number;
      readonly limit: number;
    })
  | (Common & { readonly type: 'configured'; readonly changed: readonly string[] });

export type PersistenceListener = (event: PersistenceEvent) => void;
