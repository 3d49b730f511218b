/** The breaker as others want it: held open by hand, or switched off. Pure. */
import { moveBreaker } from './breaker-moves.ts';
import { disable, enable, isolate, release } from './circuit-breaker.ts';
import { sweep } from './looking.ts';
import type { WorkerState } from './state.ts';
import type { Step } from './step.ts';

/** Brings the breaker to what is wanted of it. Isolation comes before everything else. */
export function keepMode(state: WorkerState, step: Step): WorkerState {
  const { breaker, isolated } = state;
  const enabled = state.options.values.circuitBreakerEnabled;
  if (isolated) {
    return breaker.state === 'isolated'
      ? state
      : moveBreaker(state, isolate(breaker), 'isolated', step);
  }
  if (!enabled && breaker.state !== 'disabled') {
    const cause = breaker.state === 'isolated' ? 'released' : 'disabled';
    return sweep(moveBreaker(state, disable(breaker), cause, step), step.now);
  }
  if (enabled && breaker.state === 'isolated') {
    return moveBreaker(state, release(breaker), 'released', step);
  }
  if (enabled && breaker.state === 'disabled') {
    return moveBreaker(state, enable(breaker, step.now), 'enabled', step);
  }
  return state;
}
