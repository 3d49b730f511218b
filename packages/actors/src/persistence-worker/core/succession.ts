/** From the last good state of one incarnation to the first of the next. Pure. */
import { Map as ImmutableMap, OrderedSet } from 'immutable';
import type { StoreId } from '../../ports/store-id.ts';
import type { Priority } from '../priority.ts';
import { restore } from './circuit-breaker.ts';
import type { WorkerState } from './state.ts';

/** What was accepted for one store and is not proven durable. */
export interface Dirty {
  /** Number of the latest request. */
  readonly seq: number;
  /** The most urgent class in which it was asked for. */
  readonly priority: Priority;
}

/** What an incarnation leaves outside of its state, and when the next one begins. */
export interface Succession {
  /** What was accepted and is not proven durable, whether the worker had heard of it or not. */
  readonly dirty: ReadonlyMap<StoreId, Dirty>;
  /** Whether a caller still waits. */
  readonly waits: (caller: number) => boolean;
  readonly now: number;
}

/**
 * What the next incarnation starts from: pending stores, counters, options, the breaker with its
 * remaining open time, and who waits for what, with the outcomes known so far. Of the fences of the
 * crashed one nobody waits any more, but they are not forgotten: each still holds its thread, and
 * its success would be a fact. Their stores are pending, and who waits for one gets another fence.
 */
export function recoveredState(last: WorkerState, succession: Succession): WorkerState {
  const { dirty, waits, now } = succession;
  const { counters } = last;
  let pending = last.pending;
  for (const [storeId, { seq, priority }] of dirty) {
    const known = pending.get(storeId) ?? { since: now, trouble: undefined };
    pending = pending.set(storeId, { ...known, seq, priority, fence: undefined, again: undefined });
  }
  pending = pending.map((store) => ({ ...store, fence: undefined, again: undefined }));
  const drainers = last.drainers.filter(waits);
  return last.merge({
    pending,
    due: OrderedSet(),
    nextLook: undefined,
    vain: undefined,
    inFlight: ImmutableMap(),
    unsettled: last.unsettled.merge(last.inFlight),
    counters: { ...counters, cancelled: counters.cancelled + last.inFlight.size },
    batch: undefined,
    waiting: last.waiting.filter((_call, caller) => waits(caller)),
    drainers,
    breaker: restore(last.breaker),
    tickAt: undefined,
    draining: !drainers.isEmpty(),
    startedAt: now,
  });
}
