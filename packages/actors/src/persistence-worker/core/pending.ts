/** The set of stores that asked for persistence and are not fenced yet. Pure. */
import { OrderedMap } from 'immutable';
import type { StoreId } from '../../ports/store-id.ts';
import { moreUrgent, type Priority } from '../priority.ts';

export interface PendingStore {
  /** The latest request that has to be covered. */
  readonly seq: number;
  /** When the oldest request that is not yet durable arrived. Never reset by a failure. */
  readonly since: number;
  /** The most urgent class in which it was asked for. */
  readonly priority: Priority;
  /** The fence that is out for it. */
  readonly fence: number | undefined;
  /** The first request that the fence now out does not cover, and the most urgent since. */
  readonly again: { readonly since: number; readonly priority: Priority } | undefined;
  /** Why it is not fenced like the others; undefined while nothing is wrong with it. */
  readonly trouble: Trouble | undefined;
}

/** What a store's own failures have led to. */
export interface Trouble {
  /** Consecutive fences that did not succeed. */
  readonly attempts: number;
  /** When the first of them ended. */
  readonly since: number;
  /** It is left in peace until then. */
  readonly notBefore: number;
  /** It fails while others succeed: it is fenced alone, and does not steer the breaker. */
  readonly quarantined: boolean;
}

export type Pending = OrderedMap<StoreId, PendingStore>;

export const nothingPending: Pending = OrderedMap();

/** Asking twice costs one fence: only the number moves, and the class if it is more urgent. */
export function addRequest(
  pending: Pending,
  storeId: StoreId,
  request: { readonly seq: number; readonly priority: Priority },
  now: number,
): Pending {
  const { seq, priority } = request;
  const known = pending.get(storeId);
  if (known === undefined) {
    const rest = { fence: undefined, again: undefined, trouble: undefined };
    return pending.set(storeId, { seq, since: now, priority, ...rest });
  }
  return pending.set(storeId, {
    ...known,
    seq: Math.max(seq, known.seq),
    priority: moreUrgent(known.priority, priority),
    again: known.fence === undefined ? known.again : askedAgain(known, priority, now),
  });
}

function askedAgain(
  { again }: PendingStore,
  priority: Priority,
  now: number,
): PendingStore['again'] {
  if (again === undefined) return { since: now, priority };
  return { since: again.since, priority: moreUrgent(again.priority, priority) };
}

/** Its fence begins. */
export function markFenced(pending: Pending, storeId: StoreId, fence: number): Pending {
  const known = pending.get(storeId);
  return known === undefined
    ? pending
    : pending.set(storeId, { ...known, fence, again: undefined });
}

/**
 * A fence that covered everything up to `seq` has succeeded: clear exactly what it proves. Of what is
 * left, age and class are known if it is the fence that is out; an earlier one leaves more than that.
 */
export function markDurable(
  pending: Pending,
  storeId: StoreId,
  seq: number,
  fence: number,
): Pending {
  const known = pending.get(storeId);
  if (known === undefined) return pending;
  if (known.seq <= seq) return pending.delete(storeId);
  const { since, priority } = (known.fence === fence ? known.again : undefined) ?? known;
  const again = known.fence === fence ? undefined : known.again;
  return pending.set(storeId, { ...known, since, priority, again, trouble: undefined });
}

/** The fence that was out for it is not out any more, whatever came of it. */
export function markIdle(pending: Pending, storeId: StoreId, fence: number): Pending {
  const known = pending.get(storeId);
  return known?.fence === fence
    ? pending.set(storeId, { ...known, fence: undefined, again: undefined })
    : pending;
}

/** A fence failed: the store stays, at the end of the line, so that it starves no other. */
export function putBack(pending: Pending, storeId: StoreId, trouble: Trouble): Pending {
  const known = pending.get(storeId);
  if (known === undefined) return pending;
  return pending.delete(storeId).set(storeId, { ...known, trouble });
}

/** The engine is back: what failed with all the others is no longer held against a store. */
export function forgive(pending: Pending): Pending {
  return pending.map((store) =>
    store.trouble === undefined || store.trouble.quarantined
      ? store
      : { ...store, trouble: undefined },
  );
}

/** Milliseconds since the oldest pending request, or null. */
export function oldestAge(pending: Pending, now: number): number | null {
  const oldest = pending.reduce((least, { since }) => Math.min(least, since), now);
  return pending.isEmpty() ? null : now - oldest;
}
