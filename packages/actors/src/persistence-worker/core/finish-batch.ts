/** A batch is over: what it says of the breaker, and of each store that is not proven. Pure. */
import { OrderedSet } from 'immutable';
import type { StoreId } from '../../ports/store-id.ts';
import { growLimit, halveLimit, startSlowly } from './batches.ts';
import { moveBreaker } from './breaker-moves.ts';
import { record, returnPermit } from './circuit-breaker.ts';
import { lookAhead, sweep, sweepAll } from './looking.ts';
import { forgive, putBack } from './pending.ts';
import type { Batch, Unproven, WorkerState } from './state.ts';
import type { Step } from './step.ts';
import { troubleAfter } from './trouble.ts';

/** How long a store is not probed again whose probe has said nothing. */
const VAIN_PAUSE_MS = 250;

export function finishBatch(state: WorkerState, step: Step): WorkerState {
  const { batch } = state;
  if (batch === undefined) return state;
  const stale = batch.epoch !== state.breaker.epoch;
  const { counters } = state;
  let next = state.merge({
    batch: undefined,
    lastKind: batch.kind,
    counters: {
      ...counters,
      batches: counters.batches + 1,
      stale: counters.stale + (stale ? 1 : 0),
      lastPersistenceTime: step.wall,
    },
  });
  tell(next, batch, step);
  next = lookAhead(holdAgainst(next, batch, step));
  next = adaptLimit(next, batch);
  if (!stale) next = steer(next, batch, step);
  return next.options.values.mode === 'eager' ? sweepIfClosed(next, step.now) : next;
}

function tell(state: WorkerState, batch: Batch, step: Step): void {
  step.publish(state, {
    type: 'batch_settled',
    succeeded: batch.succeeded,
    failed: batch.unproven.size,
    durationMs: step.now - batch.startedAt,
    probe: batch.kind === 'probe',
    forced: batch.forced,
  });
}

/** One draw for the whole batch: those that failed together are tried again together. */
function holdAgainst(state: WorkerState, batch: Batch, step: Step): WorkerState {
  if (batch.unproven.isEmpty()) return state;
  const draw = step.random();
  let { pending } = state;
  for (const [storeId, outcome] of batch.unproven) {
    const store = pending.get(storeId);
    if (store === undefined) continue;
    const trouble = troubleAfter(store.trouble, outcome, {
      now: step.now,
      draw,
      succeededAt: state.succeededAt,
      draining: state.draining,
    });
    pending = putBack(pending, storeId, trouble);
    if (trouble.quarantined && store.trouble?.quarantined !== true) {
      const { attempts } = trouble;
      const error = outcome.kind === 'timed_out' ? undefined : outcome.error;
      step.publish(state, { type: 'store_quarantined', store: storeId, attempts, error });
    }
  }
  return state.set('pending', pending);
}

function adaptLimit(state: WorkerState, { kind, succeeded, unproven }: Batch): WorkerState {
  if (kind === 'quarantine') return state;
  const timedOut = unproven.count((outcome) => outcome.kind === 'timed_out');
  const size = succeeded + unproven.size;
  if (timedOut * 2 > size) return halveLimit(state, size);
  return kind === 'ordinary' && isGood(succeeded, unproven) ? growLimit(state) : state;
}

/** A batch is one fact for the breaker, whatever its size. */
function steer(state: WorkerState, batch: Batch, step: Step): WorkerState {
  const { kind, succeeded, unproven } = batch;
  if (kind === 'quarantine') return state;
  const { breaker, options } = state;
  if (succeeded + counted(unproven) === 0) return inVain(state, batch, step.now);
  const good = isGood(succeeded, unproven);
  const { circuitBreakerFailureThreshold, circuitBreakerTimeout } = options.values;
  const limits = {
    failureThreshold: circuitBreakerFailureThreshold,
    openMs: circuitBreakerTimeout,
  };
  const moved = record(breaker, good, limits, step);
  if (kind !== 'probe') return moveBreaker(state, moved, 'failures', step);
  const next = moveBreaker(state, moved, good ? 'probe_succeeded' : 'probe_failed', step);
  return good ? backAgain(next) : next;
}

/** A probe that said nothing gives its permit back, for another store; to the same one not at once. */
function inVain(state: WorkerState, { kind, unproven }: Batch, now: number): WorkerState {
  if (kind !== 'probe') return state;
  const before = state.vain?.stores ?? OrderedSet<StoreId>();
  const vain = { stores: before.union(unproven.keySeq()), until: now + VAIN_PAUSE_MS };
  return state.merge({ breaker: returnPermit(state.breaker), vain });
}

/** The engine is back: what waited for it is due, and begins slowly. */
function backAgain(state: WorkerState): WorkerState {
  return sweepAll(startSlowly(state.set('pending', forgive(state.pending))));
}

function sweepIfClosed(state: WorkerState, now: number): WorkerState {
  const { state: mode } = state.breaker;
  return mode === 'closed' || mode === 'disabled' ? sweep(state, now) : state;
}

/** Bad when more than half of what counts did not succeed. */
function isGood(succeeded: number, unproven: Batch['unproven']): boolean {
  const failed = counted(unproven);
  return failed * 2 <= succeeded + failed;
}

/** A withdrawn fence says nothing, and one that is refused speaks of its store alone. */
function counted(unproven: ReadonlyMap<StoreId, Unproven> | Batch['unproven']): number {
  let count = 0;
  for (const outcome of unproven.values()) {
    const neutral =
      outcome.kind === 'cancelled' || (outcome.kind === 'failed' && outcome.class === 'rejected');
    if (!neutral) count += 1;
  }
  return count;
}
