import { PersistenceWorker } from '@holdfast/actors';
import type { Member } from './member.ts';
import type { TimeBudget } from './time-budget.ts';

/** When the waiting for the last appends is over, and when that for the last fences, of one time. */
const APPENDS_UNTIL = 0.25;
const FENCES_UNTIL = 0.85;

/** An append that hangs is not waited for longer than this, however much time there is. */
const APPENDS_MS = 5_000;

/**
 * What comes before a worker is ended: no append is accepted any more, those on their way may ask
 * for their fence, and what is pending is fenced while the worker still serves, so that its
 * supervisor need not wait for it. After that it ends at once. Takes 85 % of the time at most, and
 * never rejects: what is left is in its ledger.
 */
export async function lastFences(member: Member, budget: TimeBudget): Promise<void> {
  const { supervised, worker } = member;
  const appendsMs = Math.min(APPENDS_MS, budget.until(APPENDS_UNTIL));
  await budget.within(appendsMs, supervised.stopAppends());
  const timeout = budget.until(FENCES_UNTIL);
  PersistenceWorker.finishWithin(worker, timeout);
  // It may run out of time, or end for good: neither is for the one who closes.
  await PersistenceWorker.drain(worker, { timeout }).catch(() => undefined);
  PersistenceWorker.finishWithin(worker, 0);
}
