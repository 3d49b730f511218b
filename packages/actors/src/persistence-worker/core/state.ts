import { Map as ImmutableMap, Record as ImmutableRecord, OrderedMap, OrderedSet } from 'immutable';
import type { StoreId } from '../../ports/store-id.ts';
import type { PressureLevel } from '../events.ts';
import type { FenceOutcome, StoreOutcome } from '../force-result.ts';
import type { ResolvedOptions } from '../resolve-options.ts';
import { type CircuitBreaker, closedBreaker } from './circuit-breaker.ts';
import { nothingPending, type Pending } from './pending.ts';

/** One fence that is out, or that nobody waits for any more and that has not come back. */
export interface Fence {
  readonly storeId: StoreId;
  readonly startedAt: number;
  /** The number of its batch. */
  readonly batch: number;
}

/**
 * What a batch is to the breaker. `probe`: it decides whether a half-open one closes; `quarantine`:
 * one store in trouble of its own, which steers nothing.
 */
export type BatchKind = 'ordinary' | 'probe' | 'quarantine';

/** A store whose fence of this batch did not succeed, and how it ended. */
export type Unproven = Exclude<FenceOutcome, { kind: 'fenced' }>;

/** The batch in flight. There is at most one. */
export interface Batch {
  readonly number: number;
  readonly epoch: number;
  readonly kind: BatchKind;
  /** A forced call waits for some of it. */
  readonly forced: boolean;
  readonly startedAt: number;
  readonly succeeded: number;
  readonly unproven: OrderedMap<StoreId, Unproven>;
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
  /** Said nothing about the store: withdrawn, or cut off by a crash of the worker. */
  readonly cancelled: number;
  /** Never came back, and are no longer waited for. */
  readonly writtenOff: number;
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

/** What a worker has counted before it began. */
export const noCounts: Counters = {
  started: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  writtenOff: 0,
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

/** Probes of a half-open breaker that have said nothing. */
export interface Vain {
  readonly stores: OrderedSet<StoreId>;
  readonly until: number;
}

interface Fields {
  storeId: StoreId;
  options: ResolvedOptions;
  /** Cleared on proof only: a store in flight is still in here. */
  pending: Pending;
  /** The pending stores that are to be fenced now, in order. */
  due: OrderedSet<StoreId>;
  /** A lower bound of when the pending set has to be looked at; undefined: no need. */
  nextLook: number | undefined;
  /** A sync failed, and how: nothing of them is believed until they are reopened. */
  poisoned: ImmutableMap<StoreId, unknown>;
  /** Of stores that were reopened: earlier fences were of the engine that failed to sync. */
  believedFrom: ImmutableMap<StoreId, number>;
  inFlight: ImmutableMap<number, Fence>;
  /** Fences that timed out, or outlived who began them; a late success is still a fact. */
  unsettled: ImmutableMap<number, Fence>;
  batch: Batch | undefined;
  /** What the last batch was: a store in quarantine gets every other turn at most. */
  lastKind: BatchKind;
  /** Stores in a batch, while that is fewer than `maxBatchSize`: after an outage, or time-outs. */
  batchLimit: number | undefined;
  /** When a fence last succeeded, on the clock of the worker. */
  succeededAt: number;
  /** Stores whose probe has said nothing, and until when none of them is probed again. */
  vain: Vain | undefined;
  /** By the numbers that they have in the waiting room. */
  waiting: OrderedMap<number, ForcedCall>;
  /** Callers who wait until everything is drained. */
  drainers: OrderedSet<number>;
  breaker: CircuitBreaker;
  /** Somebody holds the breaker open by hand. */
  isolated: boolean;
  counters: Counters;
  pressure: PressureLevel;
  /** When the tick rings that is armed. */
  tickAt: number | undefined;
  draining: boolean;
  /** Numbers fences and batches; never reused, not even after a crash. */
  nextNumber: number;
  startedAt: number;
}

const factory: ImmutableRecord.Factory<Fields> = ImmutableRecord<Fields>(
  {
    storeId: '' as StoreId,
    options: undefined as unknown as ResolvedOptions,
    pending: nothingPending,
    due: OrderedSet(),
    nextLook: undefined,
    poisoned: ImmutableMap(),
    believedFrom: ImmutableMap(),
    inFlight: ImmutableMap(),
    unsettled: ImmutableMap(),
    batch: undefined,
    lastKind: 'ordinary',
    batchLimit: undefined,
    succeededAt: Number.NEGATIVE_INFINITY,
    vain: undefined,
    waiting: OrderedMap(),
    drainers: OrderedSet(),
    breaker: closedBreaker,
    isolated: false,
    counters: noCounts,
    pressure: 'normal',
    tickAt: undefined,
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
