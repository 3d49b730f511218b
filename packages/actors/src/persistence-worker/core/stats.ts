import type { FenceOutcome } from '../force-result.ts';
import type { Priority } from '../priority.ts';
import type { CircuitBreakerState } from './circuit-breaker.ts';
import { oldestAge } from './pending.ts';
import type { Counters, WorkerState } from './state.ts';

/**
 * A worker's statistics. A *request* is one fence of one store. Times of day are epoch
 * milliseconds, durations milliseconds; `null` before the first sample. Counts are of the worker's
 * whole life, over restarts.
 */
export interface WorkerStats {
  /** The store whose worker this is. */
  readonly storeId: string;
  /** Fences started. */
  readonly totalRequests: number;
  /** Fences that resolved within `storeTimeout`. */
  readonly successfulRequests: number;
  /** Failed, or not back within `storeTimeout`. */
  readonly failedRequests: number;
  /** How often the breaker has opened. */
  readonly circuitBreakerTrips: number;
  /** What the breaker lets pass now. */
  readonly circuitBreakerState: CircuitBreakerState;
  /** Consecutive failed batches. */
  readonly circuitBreakerFailureCount: number;
  /** Stores with accepted requests that no fence has covered. */
  readonly pendingStoresCount: number;
  /** Over all fences that ended, a timed-out one with its timeout. */
  readonly averageResponseTime: number | null;
  /** The longest fence. */
  readonly maxResponseTime: number | null;
  /** The shortest fence. */
  readonly minResponseTime: number | null;
  /** When a fence last resolved in time. */
  readonly lastSuccessTime: number | null;
  /** When a fence last failed or timed out. */
  readonly lastFailureTime: number | null;
  /** When the last batch ended, whatever its result. */
  readonly lastPersistenceTime: number | null;
  /** Of this incarnation, ms. */
  readonly uptime: number;

  /** Median of the time of fences that ended, within 5 %. */
  readonly p50ResponseTime: number | null;
  /** 95 of 100 fences took no longer than this. */
  readonly p95ResponseTime: number | null;
  /** 99 of 100 fences took no longer than this. */
  readonly p99ResponseTime: number | null;
  /** Fences that said nothing about their store: withdrawn, or cut off by a crash of the worker. */
  readonly cancelledRequests: number;
  /** Batches ended. */
  readonly batches: number;
  /** Age of the oldest request that is not durable yet, ms. */
  readonly oldestPendingAge: number | null;
  /** Fences that are out and have not timed out. */
  readonly inFlightFences: number;
  /** Fences that timed out and have not come back. */
  readonly unsettledFences: number;
  /** Fences that did not come back for four times `storeTimeout` and are no longer waited for. */
  readonly writtenOffFences: number;
  /** Pending stores that fail while others succeed. */
  readonly quarantinedStores: number;
  /** Stores that are to be reopened, since a sync of theirs failed. */
  readonly poisonedStores: number;
  /** Fences that came back after their timeout, or after a crash of who began them. */
  readonly lateResults: number;
  /** Batches whose result no longer concerned the breaker. */
  readonly staleResults: number;
  /** Requests refused for want of room. */
  readonly rejectedRequests: number;
  /** The same by class: the less urgent are refused first. */
  readonly rejectedByPriority: Readonly<Record<Priority, number>>;
  /** How often the worker was started again after a crash. */
  readonly restarts: number;
}

/** What the state does not know: it belongs to the memory that outlives incarnations. */
export interface OutsideCounts {
  readonly rejectedRequests: number;
  readonly rejectedByPriority: Readonly<Record<Priority, number>>;
  readonly restarts: number;
  readonly p50ResponseTime: number | null;
  readonly p95ResponseTime: number | null;
  readonly p99ResponseTime: number | null;
}

export function statsOf(state: WorkerState, outside: OutsideCounts, now: number): WorkerStats {
  const { counters, breaker } = state;
  return {
    storeId: state.storeId,
    totalRequests: counters.started,
    successfulRequests: counters.succeeded,
    failedRequests: counters.failed,
    circuitBreakerTrips: breaker.trips,
    circuitBreakerState: breaker.state,
    circuitBreakerFailureCount: breaker.failures,
    pendingStoresCount: state.pending.size,
    averageResponseTime:
      counters.responses === 0 ? null : counters.responseMsSum / counters.responses,
    maxResponseTime: counters.responseMsMax,
    minResponseTime: counters.responseMsMin,
    lastSuccessTime: counters.lastSuccessTime,
    lastFailureTime: counters.lastFailureTime,
    lastPersistenceTime: counters.lastPersistenceTime,
    uptime: now - state.startedAt,
    cancelledRequests: counters.cancelled,
    batches: counters.batches,
    oldestPendingAge: oldestAge(state.pending, now),
    inFlightFences: state.inFlight.size,
    unsettledFences: state.unsettled.size,
    writtenOffFences: counters.writtenOff,
    quarantinedStores: state.pending.count(({ trouble }) => trouble?.quarantined === true),
    poisonedStores: state.poisoned.size,
    lateResults: counters.late,
    staleResults: counters.stale,
    ...outside,
  };
}

/** Counts one fence that ended after `ms`. */
export function countFence(
  counters: Counters,
  outcome: FenceOutcome,
  ms: number,
  wall: number,
): Counters {
  if (outcome.kind === 'cancelled') return { ...counters, cancelled: counters.cancelled + 1 };
  return {
    ...counters,
    ...(outcome.kind === 'fenced'
      ? { succeeded: counters.succeeded + 1, lastSuccessTime: wall }
      : { failed: counters.failed + 1, lastFailureTime: wall }),
    responses: counters.responses + 1,
    responseMsSum: counters.responseMsSum + ms,
    responseMsMax: Math.max(counters.responseMsMax ?? ms, ms),
    responseMsMin: Math.min(counters.responseMsMin ?? ms, ms),
  };
}
