/** What a worker knows, as plain data for another process, and back. Pure. */
import type { StoreId } from '../../ports/store-id.ts';
import type { Priority } from '../priority.ts';
import type { ResolvedOptions } from '../resolve-options.ts';
import { type CircuitBreaker, type CircuitBreakerState, closedBreaker } from './circuit-breaker.ts';
import type { Trouble } from './pending.ts';
import { type Counters, initialState, type WorkerState } from './state.ts';
import type { Dirty } from './succession.ts';

/**
 * What a worker knows, as JSON: for a process that goes on where another has ended. Times are spans
 * in milliseconds, since the clocks of two processes have nothing in common.
 */
export interface WorkerSnapshot {
  /** The format. Another version is refused. */
  readonly version: 1;
  /** The store of the worker. */
  readonly storeId: string;
  /** Where the breaker stands. */
  readonly breaker: BreakerSnapshot;
  /** Lifetime counts, as the statistics report them. */
  readonly counters: Counters;
  /** What was accepted and is not proven durable. */
  readonly pending: readonly PendingSnapshot[];
}

/** A breaker as plain data. */
export interface BreakerSnapshot {
  /** Its state. */
  readonly state: CircuitBreakerState;
  /** Consecutive failed batches. */
  readonly failures: number;
  /** How often it has opened. */
  readonly trips: number;
  /** How often it has opened since it was last quiet. */
  readonly opens: number;
  /** Of an open one: in how many ms it lets a probe pass. Else 0. */
  readonly remainingMs: number;
}

/** A pending store as plain data. */
export interface PendingSnapshot {
  /** The store. */
  readonly storeId: string;
  /** For how long it has waited, ms. */
  readonly ageMs: number;
  /** The most urgent class in which it was asked for. */
  readonly priority: Priority;
  /** Consecutive fences that did not succeed. */
  readonly attempts: number;
  /** It is left in peace for so many ms. */
  readonly pauseMs: number;
  /** It fails while others succeed. */
  readonly quarantined: boolean;
}

export function takeSnapshot(
  { storeId, breaker, counters, pending, inFlight }: WorkerState,
  dirty: ReadonlyMap<StoreId, Dirty>,
  now: number,
): WorkerSnapshot {
  const { state, failures, trips, opens } = breaker;
  const remainingMs = breaker.state === 'open' ? Math.max(0, breaker.until - now) : 0;
  return {
    version: 1,
    storeId,
    breaker: { state, failures, trips, opens, remainingMs },
    // What is out is out no more for whoever begins with this.
    counters: { ...counters, cancelled: counters.cancelled + inFlight.size },
    pending: [...dirty].map(([id, { priority }]) => {
      const known = pending.get(id);
      const { attempts = 0, notBefore = now, quarantined = false } = known?.trouble ?? {};
      const pauseMs = Math.max(0, notBefore - now);
      const ageMs = now - (known?.since ?? now);
      return { storeId: id, ageMs, priority, attempts, pauseMs, quarantined };
    }),
  };
}

/** The state of a worker that goes on from `snapshot`; the door numbers what is `dirty`. */
export function restoredState(
  snapshot: WorkerSnapshot,
  options: ResolvedOptions,
  dirty: ReadonlyMap<StoreId, Dirty>,
  now: number,
): WorkerState {
  const fresh = initialState(snapshot.storeId as StoreId, options, now);
  let { pending } = fresh;
  for (const { storeId, ageMs, priority, ...rest } of snapshot.pending) {
    const id = storeId as StoreId;
    const seq = dirty.get(id)?.seq;
    if (seq === undefined) continue;
    const since = now - ageMs;
    const trouble = troubleOf(rest, since, now);
    const idle = { fence: undefined, again: undefined };
    pending = pending.set(id, { seq, since, priority, trouble, ...idle });
  }
  const breaker = restoredBreaker(snapshot.breaker, now);
  return fresh.merge({ pending, breaker, counters: snapshot.counters });
}

function troubleOf(
  { attempts, pauseMs, quarantined }: Omit<PendingSnapshot, 'storeId' | 'ageMs' | 'priority'>,
  since: number,
  now: number,
): Trouble | undefined {
  if (attempts === 0 && !quarantined) return undefined;
  return { attempts, since, notBefore: now + pauseMs, quarantined };
}

/** The probe and whoever held it by hand have ended with their process: a probe comes first. */
function restoredBreaker(
  { state, failures, trips, opens, remainingMs }: BreakerSnapshot,
  now: number,
): CircuitBreaker {
  const common = { epoch: 1, failures, trips, opens };
  switch (state) {
    case 'open':
      return { ...common, state, until: now + remainingMs };
    case 'half_open':
    case 'isolated':
      return { ...common, state: 'half_open', leaseUntil: undefined };
    case 'closed':
      return { ...common, state, since: now };
    case 'disabled':
      return { ...closedBreaker, trips };
  }
}
