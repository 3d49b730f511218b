/** Fences that nobody waits for any more and that have not come back. Pure. */
import type { WorkerState } from './state.ts';
import type { Step } from './step.ts';

/** With fences of so many batches unsettled, no further batch starts: each may hold a thread. */
const MOST_BATCHES = 3;

/** A fence is written off after so many times `storeTimeout`. */
const WRITE_OFF_TIMES = 4;

/** So many fences hang that a further batch would only add to them. */
export function tooManyUnsettled({ unsettled }: WorkerState): boolean {
  if (unsettled.size < MOST_BATCHES) return false;
  const batches = new Set<number>();
  for (const { batch } of unsettled.values()) batches.add(batch);
  return batches.size >= MOST_BATCHES;
}

/** When the oldest of them is written off. */
export function nextWriteOff(state: WorkerState): number | undefined {
  const { unsettled, options } = state;
  if (unsettled.isEmpty()) return undefined;
  const oldest = unsettled.reduce((least, fence) => Math.min(least, fence.startedAt), Infinity);
  return oldest + WRITE_OFF_TIMES * options.values.storeTimeout;
}

/** Those that have been out for too long are counted and told, and waited for no more. */
export function writeOff(state: WorkerState, step: Step): WorkerState {
  const ms = WRITE_OFF_TIMES * state.options.values.storeTimeout;
  const lost = state.unsettled.filter(({ startedAt }) => step.now - startedAt >= ms);
  if (lost.isEmpty()) return state;
  for (const { storeId: store, startedAt } of lost.values()) {
    step.publish(state, { type: 'fence_written_off', store, ageMs: step.now - startedAt });
  }
  const { counters } = state;
  return state.merge({
    unsettled: state.unsettled.deleteAll(lost.keys()),
    counters: { ...counters, writtenOff: counters.writtenOff + lost.size },
  });
}
