/** The last batches: everything is due, without waiting for tick or breaker. Pure. */
import { OrderedSet } from 'immutable';
import { moveBreaker } from './breaker-moves.ts';
import { probeNow } from './circuit-breaker.ts';
import { sweepAll } from './looking.ts';
import type { WorkerState } from './state.ts';
import type { Step } from './step.ts';

/** Everything is due; an open breaker gets one probe. `caller` is told when it is over. */
export function drain(state: WorkerState, caller: number | undefined, step: Step): WorkerState {
  const { drainers } = state;
  if (state.tickAt !== undefined) step.emit({ type: 'disarm_tick' });
  const draining = state.merge({
    draining: true,
    tickAt: undefined,
    drainers: caller === undefined ? drainers : drainers.add(caller),
  });
  if (!state.options.values.persistenceEnabled) return draining.set('due', OrderedSet());
  return sweepAll(moveBreaker(draining, probeNow(state.breaker), 'drain', step));
}

/** Whether there is nothing more to do, or nothing more may be done. */
export function isDrained(state: WorkerState): boolean {
  if (state.batch !== undefined) return false;
  const { state: mode } = state.breaker;
  if (mode === 'open' || mode === 'isolated') return true;
  return !state.options.values.persistenceEnabled || nothingToFence(state);
}

/** What is poisoned stays pending, but no fence is of any use to it. */
function nothingToFence({ pending, poisoned }: WorkerState): boolean {
  return pending.isEmpty() || pending.every((_store, storeId) => poisoned.has(storeId));
}

/** Answers whoever waits until it is drained. */
export function answerDrained(state: WorkerState, step: Step): WorkerState {
  if (state.drainers.isEmpty() || !isDrained(state)) return state;
  for (const caller of state.drainers) step.emit({ type: 'answer', caller, answer: undefined });
  return state.set('drainers', OrderedSet());
}
