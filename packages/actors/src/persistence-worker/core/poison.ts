/**
 * Stores whose engine has failed to sync. The operating system may have dropped what it could not
 * write, so that no later sync proves anything: they are left alone until they are reopened. Pure.
 */
import type { StoreId } from '../../ports/store-id.ts';
import { notePoisoned } from './forced-calls.ts';
import { lookAhead, noteRequest } from './looking.ts';
import type { WorkerState } from './state.ts';
import type { Step } from './step.ts';

export function poison(
  state: WorkerState,
  storeId: StoreId,
  error: unknown,
  step: Step,
): WorkerState {
  if (state.poisoned.has(storeId)) return state;
  step.emit({ type: 'poison_store', storeId, error });
  step.publish(state, { type: 'store_poisoned', store: storeId, error });
  const next = state.merge({
    poisoned: state.poisoned.set(storeId, error),
    due: state.due.delete(storeId),
  });
  return lookAhead(notePoisoned(next, storeId));
}

/** The host has reopened it, counted, and appended again what was missing: it is believed again. */
export function reopen(state: WorkerState, storeId: StoreId, step: Step): WorkerState {
  if (!state.poisoned.has(storeId)) return state;
  step.emit({ type: 'reopen_store', storeId });
  const store = state.pending.get(storeId);
  const pending =
    store === undefined
      ? state.pending
      : state.pending.set(storeId, { ...store, trouble: undefined });
  const next = state.merge({ poisoned: state.poisoned.delete(storeId), pending });
  return noteRequest(next, storeId, step.now);
}

/** The door is told again of what a predecessor may not have come to tell. */
export function rememberPoison(state: WorkerState, step: Step): void {
  for (const [storeId, error] of state.poisoned)
    step.emit({ type: 'poison_store', storeId, error });
}
