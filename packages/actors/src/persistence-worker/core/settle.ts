/** A fence comes back: what it proves, what it counts for, and who hears of it. Pure. */
import type { StoreId } from '../../ports/store-id.ts';
import type { FenceOutcome } from '../force-result.ts';
import type { FenceSettled, FenceSettledLate } from '../messages.ts';
import { finishBatch } from './finish-batch.ts';
import { answerForced, noteDurable, noteFailure, stillWanted } from './forced-calls.ts';
import { markDurable, markIdle } from './pending.ts';
import { isBelieved, poison } from './poison.ts';
import type { Batch, Fence, Unproven, WorkerState } from './state.ts';
import { countFence } from './stats.ts';
import type { Step } from './step.ts';

/** Idempotent: a fence that is not out changes nothing but by the fact that it reports. */
export function settleFence(state: WorkerState, message: FenceSettled, step: Step): WorkerState {
  const { outcome, fence: number } = message;
  const fence = state.inFlight.get(number);
  if (fence === undefined) {
    // It is still out, and nobody waited for it any more.
    if (outcome.kind === 'timed_out') return state;
    // Of a predecessor, or for the second time: its success is a fact all the same.
    return settleLate(state, message, step);
  }
  const ms = step.now - fence.startedAt;
  const next = state.merge({
    inFlight: state.inFlight.delete(number),
    counters: countFence(state.counters, outcome, ms, step.wall),
  });
  const settled =
    outcome.kind === 'fenced'
      ? succeeded(next, message, step)
      : unproven(next, fence, number, outcome, step);
  return answerForced(settled.inFlight.isEmpty() ? finishBatch(settled, step) : settled, step);
}

/** A fence that nobody waits for any more is back: a success is a fact, but it steers nothing. */
export function settleLate(
  state: WorkerState,
  message: Omit<FenceSettledLate, 'type'>,
  step: Step,
): WorkerState {
  const { fence, storeId, outcome } = message;
  const known = state.unsettled.has(fence);
  const next = state.merge({
    unsettled: state.unsettled.delete(fence),
    counters: { ...state.counters, late: state.counters.late + (known ? 1 : 0) },
  });
  if (outcome.kind === 'fenced') return answerForced(proven(next, message, step), step);
  // That a sync failed is a fact as well, however late.
  return isPoison(outcome) ? answerForced(poison(next, storeId, outcome.error, step), step) : next;
}

function isPoison(
  outcome: FenceOutcome,
): outcome is Extract<FenceOutcome, { readonly kind: 'failed' }> {
  return outcome.kind === 'failed' && outcome.class === 'poisoned';
}

/** The lease of the probe is over, and its fence has not reported: as if it had timed out. */
export function loseProbe(state: WorkerState, step: Step): WorkerState {
  let next = state;
  for (const [fence, { storeId }] of state.inFlight) {
    const outcome = { kind: 'timed_out' } as const;
    next = settleFence(next, { type: 'fence_settled', fence, storeId, covered: 0, outcome }, step);
  }
  return next;
}

function succeeded(state: WorkerState, message: FenceSettled, step: Step): WorkerState {
  const { fence, storeId } = message;
  const recovered = state.pending.get(storeId)?.trouble?.quarantined === true;
  let next = proven(state, message, step);
  if (recovered) step.publish(next, { type: 'store_recovered', store: storeId });
  next = next.merge({
    pending: markIdle(next.pending, storeId, fence),
    succeededAt: step.now,
  });
  return inBatch(next, (batch) => ({ ...batch, succeeded: batch.succeeded + 1 }));
}

function proven(
  state: WorkerState,
  { fence, storeId, covered }: Pick<FenceSettled, 'fence' | 'storeId' | 'covered'>,
  step: Step,
): WorkerState {
  if (!isBelieved(state, storeId, fence)) return state;
  step.emit({ type: 'advance_durable', storeId, seq: covered });
  const next = state.set('pending', markDurable(state.pending, storeId, covered, fence));
  return noteDurable(next, storeId, covered);
}

/** The store stays pending with its age; what it is held to be is decided with its whole batch. */
function unproven(
  state: WorkerState,
  fence: Fence,
  number: number,
  outcome: Unproven,
  step: Step,
): WorkerState {
  const { storeId } = fence;
  if (outcome.kind !== 'cancelled') tell(state, storeId, outcome, step);
  const { due, unsettled } = state;
  let next = state.merge({
    pending: markIdle(state.pending, storeId, number),
    due: stillWanted(state, number, storeId) ? due.add(storeId) : due.delete(storeId),
    unsettled: outcome.kind === 'timed_out' ? unsettled.set(number, fence) : unsettled,
  });
  next = inBatch(next, (batch) => ({ ...batch, unproven: batch.unproven.set(storeId, outcome) }));
  if (isPoison(outcome)) return poison(next, storeId, outcome.error, step);
  return noteFailure(next, number, storeId, outcome.kind === 'timed_out' ? 'timed_out' : 'failed');
}

function tell(
  state: WorkerState,
  store: StoreId,
  outcome: Exclude<Unproven, { kind: 'cancelled' }>,
  step: Step,
): void {
  step.publish(state, {
    type: 'persistence_failed',
    store,
    outcome: outcome.kind,
    class: outcome.kind === 'failed' ? outcome.class : undefined,
    error: outcome.kind === 'failed' ? outcome.error : undefined,
  });
}

function inBatch(state: WorkerState, change: (batch: Batch) => Batch): WorkerState {
  return state.batch === undefined ? state : state.set('batch', change(state.batch));
}
