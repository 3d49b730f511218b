/** Callers of forced persistence: what they wait for, and when they are answered. Pure. */
import { OrderedSet } from 'immutable';
import type { StoreId } from '../../ports/store-id.ts';
import type { ForceResult, StoreOutcome } from '../force-result.ts';
import type { ForceRequest } from '../messages.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import type { ForcedCall, WorkerState } from './state.ts';
import type { Step } from './step.ts';

/** Everything pending now is to be fenced at once, before what is merely due, whatever holds it. */
export function acceptForced(
  state: WorkerState,
  { caller, whenOpen }: ForceRequest & { readonly caller: number },
  step: Step,
): WorkerState {
  const targets = state.pending.map(({ seq }) => seq).toMap();
  const call: ForcedCall = {
    whenOpen,
    firstFence: state.nextNumber,
    targets,
    outcomes: targets.filter((_seq, id) => state.poisoned.has(id)).map(() => 'poisoned'),
  };
  const next = state.set('waiting', state.waiting.set(caller, call));
  if (isShut(state.breaker)) return answerOpen(next, step);
  return answerForced(next.set('due', state.due.union(targets.keySeq())), step);
}

/** Whether some caller still needs a fence of this store after this one failed. */
export function stillWanted(state: WorkerState, fence: number, storeId: StoreId): boolean {
  return state.waiting.some(
    ({ targets, outcomes, firstFence }) =>
      targets.has(storeId) && !outcomes.has(storeId) && fence < firstFence,
  );
}

/** The stores of which some caller has no outcome yet. */
export function wantedStores(state: WorkerState): OrderedSet<StoreId> {
  return OrderedSet(
    state.waiting.valueSeq().flatMap(({ targets, outcomes }) => {
      return targets.keySeq().filter((storeId) => !outcomes.has(storeId));
    }),
  );
}

/** Everything of a store up to `covered` is durable: whoever waits for no more than that has it. */
export function noteDurable(state: WorkerState, storeId: StoreId, covered: number): WorkerState {
  return noteOutcome(state, storeId, 'fenced', (_call, target) => target <= covered);
}

/** A fence failed: that is the answer for those who asked before it began; others get their own. */
export function noteFailure(
  state: WorkerState,
  fence: number,
  storeId: StoreId,
  outcome: 'failed' | 'timed_out',
): WorkerState {
  return noteOutcome(state, storeId, outcome, ({ firstFence }) => fence >= firstFence);
}

/** Nothing more is tried for a poisoned store: that is the answer for everybody who waits for it. */
export function notePoisoned(state: WorkerState, storeId: StoreId): WorkerState {
  return noteOutcome(state, storeId, 'poisoned', () => true);
}

function noteOutcome(
  state: WorkerState,
  storeId: StoreId,
  outcome: StoreOutcome,
  concerns: (call: ForcedCall, target: number) => boolean,
): WorkerState {
  if (state.waiting.isEmpty()) return state;
  const waiting = state.waiting.map((call) => {
    const target = call.targets.get(storeId);
    if (target === undefined || call.outcomes.has(storeId)) return call;
    if (!concerns(call, target)) return call;
    return { ...call, outcomes: call.outcomes.set(storeId, outcome) };
  });
  return state.set('waiting', waiting);
}

/** Answers everybody whose stores have all been tried. */
export function answerForced(state: WorkerState, step: Step): WorkerState {
  const done = state.waiting.filter((call) => call.outcomes.size === call.targets.size);
  for (const [caller, call] of done) {
    step.emit({ type: 'answer', caller, answer: resultOf(call) });
  }
  return done.isEmpty() ? state : state.set('waiting', state.waiting.deleteAll(done.keys()));
}

/** The breaker is open: whoever does not want to wait hears it now, with what was done so far. */
export function answerOpen(state: WorkerState, step: Step): WorkerState {
  const { breaker } = state;
  if (!isShut(breaker)) return state;
  const impatient = state.waiting.filter(
    (call) => call.whenOpen === 'fail' && call.outcomes.size < call.targets.size,
  );
  for (const [caller, call] of impatient) {
    const answer = { ...tally(call), ok: false, ...whyShut(breaker, step.now) } as const;
    step.emit({ type: 'answer', caller, answer });
  }
  const left = state.waiting.deleteAll(impatient.keys());
  return answerForced(impatient.isEmpty() ? state : state.set('waiting', left), step);
}

/** Nobody waits for this answer any more. */
export function forgetCaller(state: WorkerState, caller: number): WorkerState {
  const { waiting, drainers } = state;
  return state.merge({ waiting: waiting.delete(caller), drainers: drainers.delete(caller) });
}

/** Nothing is let through until time or somebody's hand opens it. */
function isShut(breaker: CircuitBreaker): boolean {
  return breaker.state === 'open' || breaker.state === 'isolated';
}

function whyShut(
  breaker: CircuitBreaker,
  now: number,
): { reason: 'circuit_open' | 'isolated'; retryAfterMs?: number } {
  if (breaker.state !== 'open') return { reason: 'isolated' };
  return { reason: 'circuit_open', retryAfterMs: Math.max(0, Math.ceil(breaker.until - now)) };
}

function resultOf(call: ForcedCall): ForceResult {
  const { succeeded, failed, outcomes } = tally(call);
  if (failed === 0) return { ok: true, persisted: succeeded };
  return { ok: false, reason: succeeded === 0 ? 'failed' : 'partial', succeeded, failed, outcomes };
}

function tally(call: ForcedCall): {
  succeeded: number;
  failed: number;
  outcomes: Readonly<Record<string, StoreOutcome>>;
} {
  const outcomes = call.targets.map((_seq, storeId) => call.outcomes.get(storeId) ?? 'skipped');
  const succeeded = outcomes.count((outcome) => outcome === 'fenced');
  return {
    succeeded,
    failed: outcomes.size - succeeded,
    outcomes: Object.fromEntries(outcomes),
  };
}
