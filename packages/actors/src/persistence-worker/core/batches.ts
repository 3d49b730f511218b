/** Which stores are fenced next, and when the worker looks again. Pure. */
import { OrderedSet } from 'immutable';
import { admission, beginProbe } from './circuit-breaker.ts';
import { wantedStores } from './forced-calls.ts';
import { takeBatch } from './pending.ts';
import type { WorkerState } from './state.ts';
import type { Step } from './step.ts';

/** While the final persistence retries, it looks again after so many ms, not after an interval. */
const DRAIN_RETRY_MS = 100;

/**
 * Everything pending is due now: what a tick means, and every other reason to look at once. While
 * persistence is disabled, only what forced calls wait for.
 */
export function sweep(state: WorkerState): WorkerState {
  const { persistenceEnabled } = state.options.values;
  const due = persistenceEnabled ? state.pending.keySeq() : wantedStores(state);
  return state.set('due', state.due.union(due));
}

/** Starts the next batch if none is in flight and the breaker lets one pass. */
export function startBatch(state: WorkerState, step: Step): WorkerState {
  if (state.batch !== undefined || state.due.isEmpty()) return state;
  const admitted = admission(state.breaker);
  if (admitted === 'nothing') return state;
  const probe = admitted === 'probe';
  const { maxBatchSize, storeTimeout } = state.options.values;
  const stores = takeBatch(state.pending, state.due, probe ? 1 : maxBatchSize);
  if (stores.length === 0) return state.set('due', OrderedSet());
  let { nextNumber, inFlight, counters } = state;
  for (const storeId of stores) {
    inFlight = inFlight.set(nextNumber, { storeId, startedAt: step.now });
    step.emit({ type: 'start_fence', fence: nextNumber, storeId, timeoutMs: storeTimeout });
    nextNumber += 1;
  }
  counters = { ...counters, started: counters.started + stores.length };
  return state.merge({
    nextNumber,
    inFlight,
    counters,
    due: state.due.subtract(stores),
    batch: { epoch: state.breaker.epoch, probe, startedAt: step.now, succeeded: 0, failed: 0 },
    breaker: probe ? beginProbe(state.breaker) : state.breaker,
  });
}

/**
 * An idle worker holds no timer: the first pending request arms the tick. An open breaker is woken
 * by its own timer, and a worker that is switched off by nobody but a forced call.
 */
export function armTick(state: WorkerState, step: Step): WorkerState {
  if (state.tickArmed && state.pending.isEmpty()) {
    step.emit({ type: 'disarm_tick' });
    return state.set('tickArmed', false);
  }
  if (state.tickArmed || state.pending.isEmpty() || state.breaker.state === 'open') return state;
  if (!state.options.values.persistenceEnabled) return state;
  const ms = state.draining ? DRAIN_RETRY_MS : state.options.values.persistenceInterval;
  step.emit({ type: 'arm_tick', ms });
  return state.set('tickArmed', true);
}
