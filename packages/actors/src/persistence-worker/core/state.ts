import { Map as ImmutableMap, Record as ImmutableRecord, OrderedMap, OrderedSet } from 'immutable';
import type { StoreId } from '../../ports/store-id.ts';
import type { PressureLevel } from '../events.ts';
import type { StoreOutcome } from '../force-result.ts';
import type { ResolvedOptions } from '../resolve-options.ts';
import { type CircuitBreaker, closedBreaker } from './circuit-breaker.ts';
import { nothingPending, type Pending } from './pending.ts';

/** One fence that is out, or that timed out and has not come back. */
export interface Fence {
  readonly storeId: StoreId;
  readonly startedAt: number;
}

/** The batch in flight. There is at most one. */
export interface Batch {
  readonly epoch: number;
  readonly probe: boolean;
  readonly startedAt: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** A caller of forced persistence, and what is known so far of the stores that it waits for. */
export interface ForcedCall {
  readonly whenOpen: 'fail' | 'wait';
  /** Fences from this number on began after the call. */
  readonly firstFence: number;
  readonly targets: ImmutableMap<StoreId, number>;
  readonly outcomes: ImmutableMap<StoreId, StoreOutcome>;
}

/** Lifetime counts. They survive a crash of the worker. */
export interface Counters {
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly batches: number;
  readonly late: number;
  readonly stale: number;
  readonly responses: number;
  readonly responseMsSum: number;
  readonly responseMsMax: number | null;
  readonly responseMsMin: number | null;
  readonly lastSuccessTime: number | null;
  readonly lastFailureTime: number | null;
  readonly lastPersistenceTime: number | null;
}

const noCounts: Counters = {
  started: 0,
  succeeded: 0,
  failed: 0,
  batches: 0,
  late: 0,
  stale: 0,
  responses: 0,
  responseMsSum: 0,
  responseMsMax: null,
  responseMsMin: null,
  lastSuccessTime: null,
  lastFailureTime: null,
  lastPersistenceTime: null,
};

interface Fields {
  storeId: StoreId;
  options: ResolvedOptions;
  /** Cleared on proof only: a store in flight is still in here. */
  pending: Pending;
  /** The pending stores that are to be fenced now, in order. */
  due: OrderedSet<StoreId>;
  inFlight: ImmutableMap<number, Fence>;
  /** Fences that timed out; a late success is still a fact. */
  unsettled: ImmutableMap<number, Fence>;
  batch: Batch | undefined;
  /** By the numbers that they have in the waiting room. */
  waiting: OrderedMap<number, ForcedCall>;
  /** Callers who wait until everything is drained. */
  drainers: OrderedSet<number>;
  breaker: CircuitBreaker;
  counters: Counters;
  pressure: PressureLevel;
  tickArmed: boolean;
  draining: boolean;
  /** Numbers fences; never reused, not even after a crash. */
  nextNumber: number;
  startedAt: number;
}

const factory: ImmutableRecord.Factory<Fields> = ImmutableRecord<Fields>(
  {
    storeId: '' as StoreId,
    options: undefined as unknown as ResolvedOptions,
    pending: nothingPending,
    due: OrderedSet(),
    inFlight: ImmutableMap(),
    unsettled: ImmutableMap(),
    batch: undefined,
    waiting: OrderedMap(),
    drainers: OrderedSet(),
    breaker: closedBreaker,
    counters: noCounts,
    pressure: 'normal',
    tickArmed: false,
    draining: false,
    nextNumber: 1,
    startedAt: 0,
  },
  'WorkerState',
);

/** Everything that a worker knows. Immutable: the last good one is what a successor starts from. */
export type WorkerState = ImmutableRecord<Fields> & Readonly<Fields>;

export function initialState(
  storeId: StoreId,
  options: ResolvedOptions,
  startedAt: number,
): WorkerState {
  return factory({ storeId, options, startedAt });
}
