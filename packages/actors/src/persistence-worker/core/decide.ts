/**
 * The worker's core: (state, input, time) → (state, effects). Pure; every branch of the feature
 * begins here. The shell in `worker.ts` performs the effects and keeps the state.
 */
import type { Effect, WorkerInput } from '../messages.ts';
import type { OptionName } from '../options.ts';
import { type OptionLayer, resolveOptions } from '../resolve-options.ts';
import { armTick, startBatch, sweep } from './batches.ts';
import { moveBreaker } from './breaker-moves.ts';
import { elapse, reset } from './circuit-breaker.ts';
import { answerDrained, drain } from './draining.ts';
import { acceptForced, forgetCaller } from './forced-calls.ts';
import { addRequest } from './pending.ts';
import { watchPressure } from './pressure.ts';
import { settleFence, settleLate } from './settle.ts';
import type { WorkerState } from './state.ts';
import { type Moment, Step } from './step.ts';

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
    case 'request_persistence': {
      const { storeId, seq } = input;
      const inFlight = state.inFlight.some((fence) => fence.storeId === storeId);
      const pending = addRequest(state.pending, storeId, seq, step.now, inFlight);
      return state.set('pending', pending);
    }
    case 'tick':
      return sweep(state.set('tickArmed', false));
    case 'breaker_elapsed':
      if (input.epoch !== state.breaker.epoch) return state;
      return openTimeOver(state, step);
    case 'fence_settled':
      return settleFence(state, input, step);
    case 'fence_settled_late':
      return settleLate(state, input, step);
    case 'force_persistence':
      return acceptForced(state, input, step);
    case 'caller_left':
      return forgetCaller(state, input.caller);
    case 'reset_circuit_breaker':
      return sweep(moveBreaker(state, reset(state.breaker), 'reset', step));
    case 'configure':
      return configure(state, input.patch, step);
    case 'resumed':
      return resume(state, step);
    case 'drain':
      return drain(state, input.caller, step);
  }
}

function openTimeOver(state: WorkerState, step: Step): WorkerState {
  const { breaker } = state;
  const moved = elapse(breaker, step.now);
  if (moved === breaker && breaker.state === 'open') {
    // A timer that rings early must not shorten the open time.
    step.emit({ type: 'arm_breaker', epoch: breaker.epoch, ms: breaker.until - step.now });
    return state;
  }
  return sweep(moveBreaker(state, moved, 'timeout_elapsed', step));
}

function configure(state: WorkerState, patch: OptionLayer, step: Step): WorkerState {
  const { layers } = state.options;
  const options = resolveOptions({ ...layers, runtime: { ...layers.runtime, ...patch } });
  const changed = Object.keys(patch) as OptionName[];
  step.publish(state, { type: 'configured', changed });
  const enabled = options.values.persistenceEnabled && !state.options.values.persistenceEnabled;
  const next = state.set('options', options);
  return enabled ? sweep(next) : next;
}

/**
 * A successor fences at once what was pending; an open breaker stays open for what is left, unless
 * the predecessor was draining.
 */
function resume(state: WorkerState, step: Step): WorkerState {
  const { breaker } = state;
  if (breaker.state === 'open') {
    const ms = Math.max(0, breaker.until - step.now);
    step.emit({ type: 'arm_breaker', epoch: breaker.epoch, ms });
  }
  return state.draining ? drain(state, undefined, step) : sweep(state);
}
