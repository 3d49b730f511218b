import { OrderedSet } from 'immutable';
import type { PersistenceEvent } from '../events.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { answerOpen } from './forced-calls.ts';
import type { WorkerState } from './state.ts';
import type { Step } from './step.ts';

type Cause = Extract<PersistenceEvent, { type: 'breaker_changed' }>['cause'];

/** Puts a moved breaker into the state; a change of its state is told once and acted upon. */
export function moveBreaker(
  state: WorkerState,
  breaker: CircuitBreaker,
  cause: Cause,
  step: Step,
): WorkerState {
  const from = state.breaker.state;
  if (breaker.state === from) return state.set('breaker', breaker);
  const next = state.merge({ breaker, vain: undefined });
  const { trips } = breaker;
  step.publish(state, { type: 'breaker_changed', from, to: breaker.state, cause, trips });
  if (from === 'open' || from === 'half_open') step.emit({ type: 'disarm_breaker' });
  if (breaker.state === 'open') {
    const ms = breaker.until - step.now;
    step.emit({ type: 'arm_breaker', epoch: breaker.epoch, ms });
  } else if (breaker.state !== 'isolated') {
    return next;
  }
  // What was due waits for the probe; who will not wait is told now.
  return answerOpen(next.merge({ due: OrderedSet(), nextLook: undefined }), step);
}
