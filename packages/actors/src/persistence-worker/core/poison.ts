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

/** Whether the success of a fence proves anything: not while poisoned, nor if it began before. */
export function isBelieved(state: WorkerState, storeId: StoreId, fence: number): boolean {
  return !state.poisoned.has(storeId) && fence >= (state.believedFrom.get(storeId) ?? 0);
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
  const next = state.merge({
    poisoned: state.poisoned.delete(storeId),
    believedFrom: state.believedFrom.set(storeId, state.nextNumber),
    pending,
  });
  return noteRequest(next, storeId, step.now);
}
