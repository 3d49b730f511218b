/**
 * The worker's core: (state, input, moment) → (state, effects). Pure; every branch of the feature
 * begins here. The shell in `worker.ts` performs the effects and keeps the state.
 */
import type { Effect, RequestPersistence, Resumed, WorkerInput } from '../messages.ts';
import type { OptionLayer, OptionName } from '../options.ts';
import { resolveOptions } from '../resolve-options.ts';
import { startBatch } from './batches.ts';
import { moveBreaker } from './breaker-moves.ts';
import { elapse, leaseOver, reset } from './circuit-breaker.ts';
import { answerDrained, drain } from './draining.ts';
import { acceptForced, forgetCaller } from './forced-calls.ts';
import { armTick, forgetVain, lookAhead, noteRequest, sweep, sweepAll } from './looking.ts';
import { keepMode } from './mode.ts';
import { addRequest, forgive } from './pending.ts';
import { reopen } from './poison.ts';
import { watchPressure } from './pressure.ts';
import { loseProbe, settleFence, settleLate } from './settle.ts';
import type { WorkerState } from './state.ts';
import { type Moment, Step } from './step.ts';
import { writeOff } from './unsettled.ts';

export interface Decision {
  readonly state: WorkerState;
  readonly effects: readonly Effect[];
}

export function decide(state: WorkerState, input: WorkerInput, moment: Moment): Decision {
  const step = new Step(moment);
  let next = apply(state, input, step);
  next = watchPressure(next, step);
  next = startBatch(next, step);
  next = armTick(next, step);
  next = answerDrained(next, step);
  return { state: next, effects: step.effects };
}

function apply(state: WorkerState, input: WorkerInput, step: Step): WorkerState {
  switch (input.type) {
    case 'request_persistence':
      return request(state, input, step);
    case 'tick':
      return tick(state.set('tickAt', undefined), step);
    case 'breaker_elapsed':
      return input.epoch === state.breaker.epoch ? breakerTimeOver(state, step) : state;
    case 'fence_settled':
      return settleFence(state, input, step);
    case 'fence_settled_late':
      return settleLate(state, input, step);
    case 'force_persistence':
      return acceptForced(state, input, step);
    case 'caller_left':
      return forgetCaller(state, input.caller);
    case 'reset_circuit_breaker':
      return resetByHand(state, step);
    case 'isolation_changed':
      return keepMode(state.set('isolated', input.isolated), step);
    case 'store_reopened':
      return reopen(state, input.storeId, step);
    case 'configure':
      return configure(state, input.patch, step);
    case 'resumed':
      return resume(state, input, step);
    case 'drain':
      return drain(state, input.caller, step);
  }
}

function request(state: WorkerState, input: RequestPersistence, step: Step): WorkerState {
  const pending = addRequest(state.pending, input.storeId, input, step.now);
  return noteRequest(state.set('pending', pending), input.storeId, step.now);
}

function tick(state: WorkerState, step: Step): WorkerState {
  return sweep(forgetVain(writeOff(state, step), step.now), step.now);
}

/** Of an open breaker its time, of a half-open one the lease of its probe. */
function breakerTimeOver(state: WorkerState, step: Step): WorkerState {
  const { breaker } = state;
  if (leaseOver(breaker, step.now)) return loseProbe(state, step);
  const moved = elapse(breaker, step.now);
  if (moved !== breaker) return moveBreaker(state, moved, 'timeout_elapsed', step);
  const until =
    breaker.state === 'open'
      ? breaker.until
      : breaker.state === 'half_open'
        ? breaker.leaseUntil
        : undefined;
  if (until === undefined) return state;
  // A timer that rings early must not shorten the time.
  step.emit({ type: 'arm_breaker', epoch: breaker.epoch, ms: until - step.now });
  return state;
}

/** By hand: whatever was held against the engine and its stores is forgotten. */
function resetByHand(state: WorkerState, step: Step): WorkerState {
  const moved = moveBreaker(state, reset(state.breaker, step.now), 'reset', step);
  if (moved.breaker.state === 'isolated') return moved;
  return sweepAll(moved.merge({ pending: forgive(moved.pending), batchLimit: undefined }));
}

function configure(state: WorkerState, patch: OptionLayer, step: Step): WorkerState {
  const { layers } = state.options;
  const options = resolveOptions({ ...layers, runtime: { ...layers.runtime, ...patch } });
  const changed = Object.keys(patch) as OptionName[];
  step.publish(state, { type: 'configured', changed });
  for (const warning of options.warnings) {
    if (state.options.warnings.includes(warning)) continue;
    step.publish(state, { type: 'configuration_warning', warning });
  }
  const enabled = options.values.persistenceEnabled && !state.options.values.persistenceEnabled;
  const eager = options.values.mode === 'eager' && state.options.values.mode !== 'eager';
  const next = keepMode(state.set('options', options), step);
  return enabled || eager ? sweep(next, step.now) : lookAhead(next);
}

/**
 * A successor fences at once what was pending; an open breaker stays open for what is left, unless
 * the predecessor was draining.
 */
function resume(state: WorkerState, { isolated }: Resumed, step: Step): WorkerState {
  const next = keepMode(state.set('isolated', isolated), step);
  const { breaker } = next;
  if (breaker.state === 'open' && state.breaker.state === 'open') {
    const ms = Math.max(0, breaker.until - step.now);
    step.emit({ type: 'arm_breaker', epoch: breaker.epoch, ms });
  }
  return next.draining ? drain(next, undefined, step) : sweep(next, step.now);
}
