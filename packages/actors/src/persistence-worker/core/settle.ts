/** A fence comes back: what it proves, what it counts for, and who hears of it. Pure. */

import type { FenceSettled, FenceSettledLate } from '../messages.ts';
import { moveBreaker } from './breaker-moves.ts';
import { record } from './circuit-breaker.ts';
import { answerForced, noteDurable, noteFailure, stillWanted } from './forced-calls.ts';
import { markDurable, putBack } from './pending.ts';
import type { Batch, Fence, WorkerState } from './state.ts';
import { countFence } from './stats.ts';
import type { Step } from './step.ts';

/** Idempotent: a fence that is not in flight (settled before, or of a predecessor) changes nothing. */
export function settleFence(state: WorkerState, message: FenceSettled, step: Step): WorkerState {
  const { outcome, covered } = message;
  const fence = state.inFlight.get(message.fence);
  if (fence === undefined) return state;
  const fenced = outcome.kind === 'fenced';
  const ms = step.now - fence.startedAt;
  let next = state.merge({
    inFlight: state.inFlight.delete(message.fence),
    counters: countFence(state.counters, fenced, ms, step.wall),
  });
  next = fenced ? proven(next, fence, covered, step) : unproven(next, fence, message, step);
  return answerForced(countInBatch(next, fenced, step), step);
}

/** A fence that had timed out succeeded after all: that is a fact, but it steers nothing. */
export function settleLate(state: WorkerState, message: FenceSettledLate, step: Step): WorkerState {
  const fence = state.unsettled.get(message.fence);
  if (fence === undefined) return state;
  const next = state.merge({
    unsettled: state.unsettled.delete(message.fence),
    counters: { ...state.counters, late: state.counters.late + 1 },
  });
  return message.fenced ? answerForced(proven(next, fence, message.covered, step), step) : next;
}

function proven(state: WorkerState, fence: Fence, covered: number, step: Step): WorkerState {
  const { storeId } = fence;
  step.emit({ type: 'advance_durable', storeId, seq: covered });
  const next = state.set('pending', markDurable(state.pending, storeId, covered));
  return noteDurable(next, storeId, covered);
}

/** The store stays pending with its age; it is due again at the next tick, or for a forced call. */
function unproven(
  state: WorkerState,
  { storeId, startedAt }: Fence,
  { fence, outcome }: FenceSettled,
  step: Step,
): WorkerState {
  const timedOut = outcome.kind === 'timed_out';
  const kind = timedOut ? 'timed_out' : 'failed';
  step.publish(state, {
    type: 'persistence_failed',
    store: storeId,
    outcome: kind,
    error: outcome.kind === 'failed' ? outcome.error : undefined,
  });
  const { pending, due, unsettled } = state;
  const next = state.merge({
    pending: putBack(pending, storeId),
    due: stillWanted(state, fence, storeId) ? due.add(storeId) : due.delete(storeId),
    unsettled: timedOut ? unsettled.set(fence, { storeId, startedAt }) : unsettled,
  });
  return noteFailure(next, fence, storeId, kind);
}

function countInBatch(state: WorkerState, fenced: boolean, step: Step): WorkerState {
  const { batch } = state;
  if (batch === undefined) return state;
  const counted = {
    ...batch,
    succeeded: batch.succeeded + (fenced ? 1 : 0),
    failed: batch.failed + (fenced ? 0 : 1),
  };
  return state.inFlight.isEmpty() ? finishBatch(state, counted, step) : state.set('batch', counted);
}

/** A batch is one fact for the breaker: bad when more than half of its fences failed. */
function finishBatch(state: WorkerState, batch: Batch, step: Step): WorkerState {
  const { succeeded, failed, probe } = batch;
  const { circuitBreakerFailureThreshold, circuitBreakerTimeout } = state.options.values;
  step.publish(state, {
    type: 'batch_settled',
    succeeded,
    failed,
    durationMs: step.now - batch.startedAt,
    probe,
  });
  const stale = batch.epoch !== state.breaker.epoch;
  const next = state.merge({
    batch: undefined,
    counters: {
      ...state.counters,
      batches: state.counters.batches + 1,
      stale: state.counters.stale + (stale ? 1 : 0),
      lastPersistenceTime: step.wall,
    },
  });
  if (stale) return next;
  const good = failed * 2 <= succeeded + failed;
  const limits = {
    failureThreshold: circuitBreakerFailureThreshold,
    openMs: circuitBreakerTimeout,
  };
  const breaker = record(state.breaker, good, limits, step.now);
  const cause = probe ? (good ? 'probe_succeeded' : 'probe_failed') : 'failures';
  return moveBreaker(next, breaker, cause, step);
}
