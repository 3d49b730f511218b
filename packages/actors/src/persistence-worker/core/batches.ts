/** The next batch: whether one may start, of which stores, and what it is to the breaker. Pure. */
import { OrderedMap, OrderedSet } from 'immutable';
import type { StoreId } from '../../ports/store-id.ts';
import { chooseBatch } from './choose-batch.ts';
import { admission, beginProbe } from './circuit-breaker.ts';
import { wantedStores } from './forced-calls.ts';
import { markFenced } from './pending.ts';
import type { BatchKind, WorkerState } from './state.ts';
import type { Step } from './step.ts';
import { tooManyUnsettled } from './unsettled.ts';

interface Chosen {
  readonly kind: BatchKind;
  readonly stores: readonly StoreId[];
}

/** Starts the next batch if none is in flight and the breaker lets one pass. */
export function startBatch(state: WorkerState, step: Step): WorkerState {
  if (state.batch !== undefined) return state;
  const admitted = admission(state.breaker);
  if (admitted === 'nothing' || tooManyUnsettled(state)) return state;
  if (admitted === 'probe') {
    const storeId = probeStore(state);
    return storeId === undefined
      ? state
      : launch(state, { kind: 'probe', stores: [storeId] }, step);
  }
  if (state.due.isEmpty()) return state;
  const chosen = chooseNext(state);
  if (chosen.stores.length === 0) return state.set('due', OrderedSet());
  return launch(state, chosen, step);
}

/** A good batch may be followed by one of twice the size, until there is no limit any more. */
export function growLimit(state: WorkerState): WorkerState {
  const { batchLimit } = state;
  if (batchLimit === undefined) return state;
  const grown = batchLimit * 2;
  const whole = grown >= state.options.values.maxBatchSize;
  return state.set('batchLimit', whole ? undefined : grown);
}

/** Most of a batch timed out: retried whole, it would time out for ever. */
export function halveLimit(state: WorkerState, size: number): WorkerState {
  return state.set('batchLimit', Math.max(1, Math.floor(size / 2)));
}

/** After an outage: an eighth, so that a store that has just come back is not overrun. */
export function startSlowly(state: WorkerState): WorkerState {
  const eighth = Math.ceil(state.options.values.maxBatchSize / 8);
  return state.set('batchLimit', Math.max(1, eighth));
}

/** The healthy ones together; one in quarantine alone, in every other turn at most. */
function chooseNext(state: WorkerState): Chosen {
  const { pending, poisoned } = state;
  const due = state.due.toArray().filter((id) => pending.has(id) && !poisoned.has(id));
  const isQuarantined = (storeId: StoreId): boolean =>
    state.pending.get(storeId)?.trouble?.quarantined === true;
  const healthy = due.filter((storeId) => !isQuarantined(storeId));
  const quarantined = due.filter(isQuarantined);
  const alone = healthy.length === 0 || state.lastKind !== 'quarantine';
  if (quarantined.length > 0 && alone) {
    return { kind: 'quarantine', stores: choose(state, quarantined, 1) };
  }
  const { maxBatchSize } = state.options.values;
  const limit = Math.min(state.batchLimit ?? maxBatchSize, maxBatchSize);
  return { kind: 'ordinary', stores: choose(state, healthy, limit) };
}

function choose(
  state: WorkerState,
  candidates: readonly StoreId[],
  limit: number,
): readonly StoreId[] {
  const { persistenceInterval } = state.options.values;
  const wanted = new Set(wantedStores(state));
  return chooseBatch(state.pending, candidates, { limit, persistenceInterval, wanted });
}

/**
 * The oldest store that nothing but the outage is held against; with none pending, the worker's
 * own, so that it closes again by itself. While persistence is disabled, one that is waited for.
 */
function probeStore(state: WorkerState): StoreId | undefined {
  const { pending, poisoned, storeId: own, options } = state;
  const wanted = options.values.persistenceEnabled ? undefined : wantedStores(state);
  if (wanted?.isEmpty() === true) return undefined;
  const inVain = (id: StoreId): boolean => state.vain?.stores.has(id) === true;
  const candidates = pending.filter(
    (_store, id) => !poisoned.has(id) && !inVain(id) && (wanted === undefined || wanted.has(id)),
  );
  const healthy = candidates.filter(({ trouble }) => trouble?.quarantined !== true);
  const oldest = healthy.isEmpty() ? undefined : oldestOf(healthy);
  if (oldest !== undefined) return oldest;
  const ownIsSick = poisoned.has(own) || pending.has(own) || inVain(own);
  return wanted === undefined && !ownIsSick ? own : oldestOf(candidates);
}

function oldestOf(stores: WorkerState['pending']): StoreId | undefined {
  return stores.entrySeq().minBy(([, { since }]) => since)?.[0];
}

function launch(state: WorkerState, { kind, stores }: Chosen, step: Step): WorkerState {
  const { storeTimeout } = state.options.values;
  const { now: startedAt } = step;
  const batch = state.nextNumber;
  let { pending, inFlight, nextNumber, counters } = state;
  for (const storeId of stores) {
    nextNumber += 1;
    inFlight = inFlight.set(nextNumber, { storeId, startedAt, batch });
    pending = markFenced(pending, storeId, nextNumber);
    step.emit({ type: 'start_fence', fence: nextNumber, storeId, timeoutMs: storeTimeout });
  }
  counters = { ...counters, started: counters.started + stores.length };
  const wanted = wantedStores(state);
  const next = state.merge({
    nextNumber: nextNumber + 1,
    inFlight,
    pending,
    counters,
    due: state.due.subtract(stores),
    batch: {
      number: batch,
      epoch: state.breaker.epoch,
      kind,
      forced: stores.some((storeId) => wanted.has(storeId)),
      startedAt,
      succeeded: 0,
      unproven: OrderedMap(),
    },
  });
  return kind === 'probe' ? leased(next, startedAt + storeTimeout, step) : next;
}

/** The permit of the one probe is lent for as long as a fence may take. */
function leased(state: WorkerState, until: number, step: Step): WorkerState {
  const breaker = beginProbe(state.breaker, until);
  step.emit({ type: 'arm_breaker', epoch: breaker.epoch, ms: until - step.now });
  return state.set('breaker', breaker);
}
