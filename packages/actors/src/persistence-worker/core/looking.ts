/** When the pending set is looked at, and what is found due. Pure. */
import type { StoreId } from '../../ports/store-id.ts';
import { dueAt } from './choose-batch.ts';
import { wantedStores } from './forced-calls.ts';
import type { PendingStore } from './pending.ts';
import type { WorkerState } from './state.ts';
import type { Step } from './step.ts';
import { nextWriteOff } from './unsettled.ts';

/**
 * Everything pending is due now, but for what is left in peace after failures of its own: what a
 * tick means, and every other reason to look. While persistence is disabled, only what forced
 * calls wait for.
 */
export function sweep(state: WorkerState, now: number): WorkerState {
  if (!state.options.values.persistenceEnabled) {
    return state.merge({ due: state.due.union(wantedStores(state)), nextLook: undefined });
  }
  const due = state.due.withMutations((set) => {
    for (const [storeId, store] of state.pending) if (isReady(store, now)) set.add(storeId);
  });
  return lookAhead(state.set('due', due));
}

/** Who was probed in vain may be probed again when the time of that is over. */
export function forgetVain(state: WorkerState, now: number): WorkerState {
  const { vain } = state;
  return vain === undefined || now < vain.until ? state : state.set('vain', undefined);
}

/** As `sweep`, also what is left in peace: somebody asked for it, or it is the last chance. */
export function sweepAll(state: WorkerState): WorkerState {
  if (!state.options.values.persistenceEnabled) return sweep(state, 0);
  return lookAhead(state.set('due', state.due.union(state.pending.keySeq())));
}

/** Sets when the pending set has to be looked at next, given what is due or out already. */
export function lookAhead(state: WorkerState): WorkerState {
  let next: number | undefined;
  for (const [storeId, store] of state.pending) {
    if (store.fence !== undefined || state.due.has(storeId)) continue;
    if (state.poisoned.has(storeId)) continue;
    const at = lookAt(state, store);
    if (next === undefined || at < next) next = at;
  }
  return state.set('nextLook', next);
}

/** A store has asked: it is due at once, or when its class or its trouble lets it be. */
export function noteRequest(state: WorkerState, storeId: StoreId, now: number): WorkerState {
  const store = state.pending.get(storeId);
  const { persistenceEnabled, mode } = state.options.values;
  if (store === undefined || store.fence !== undefined || !persistenceEnabled) return state;
  const at = lookAt(state, store);
  const idle = state.batch === undefined && mode === 'eager' && store.trouble === undefined;
  if (idle || state.draining) return state.set('due', state.due.add(storeId));
  // What is pending goes along: one batch costs less than two.
  if (at <= now) return sweep(state, now);
  return state.nextLook === undefined || at < state.nextLook ? state.set('nextLook', at) : state;
}

/**
 * An idle worker holds no timer: the first pending request arms the tick. An open breaker is woken
 * by its own timer, and a worker that is switched off by nobody but a forced call.
 */
export function armTick(state: WorkerState, step: Step): WorkerState {
  const at = tickAt(state);
  if (at === state.tickAt) return state;
  if (at === undefined) step.emit({ type: 'disarm_tick' });
  else step.emit({ type: 'arm_tick', ms: Math.max(0, at - step.now) });
  return state.set('tickAt', at);
}

function tickAt(state: WorkerState): number | undefined {
  const look = waitsForTick(state) ? state.nextLook : undefined;
  const probe = state.batch === undefined ? state.vain?.until : undefined;
  const times = [look, probe, nextWriteOff(state)].filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The next look, unless the end of the batch or the breaker's timer comes first anyway. */
function waitsForTick({ pending, batch, breaker, options }: WorkerState): boolean {
  if (pending.isEmpty() || batch !== undefined) return false;
  if (!options.values.persistenceEnabled) return false;
  return breaker.state === 'closed' || breaker.state === 'disabled';
}

function lookAt({ options }: WorkerState, store: PendingStore): number {
  return store.trouble?.notBefore ?? dueAt(store, options.values.persistenceInterval);
}

function isReady({ fence, trouble }: PendingStore, now: number): boolean {
  if (fence !== undefined) return false;
  return trouble === undefined || trouble.notBefore <= now;
}
