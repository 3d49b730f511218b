/** The set of stores that asked for persistence and are not fenced yet. Pure. */
import { OrderedMap, type OrderedSet } from 'immutable';
import type { StoreId } from '../../ports/store-id.ts';

export interface PendingStore {
  /** The latest request that has to be covered. */
  readonly seq: number;
  /** When the oldest request that is not yet durable arrived. Never reset by a failure. */
  readonly since: number;
  /** When the first request came that the fence now in flight does not cover. */
  readonly again: number | undefined;
}

export type Pending = OrderedMap<StoreId, PendingStore>;

export const nothingPending: Pending = OrderedMap();

/** Asking twice costs one fence: only the sequence number moves. */
export function addRequest(
  pending: Pending,
  storeId: StoreId,
  seq: number,
  now: number,
  fenceInFlight: boolean,
): Pending {
  const known = pending.get(storeId);
  if (known === undefined) return pending.set(storeId, { seq, since: now, again: undefined });
  const again = known.again ?? (fenceInFlight ? now : undefined);
  return pending.set(storeId, { seq: Math.max(seq, known.seq), since: known.since, again });
}

/** A fence that covered everything up to `seq` has succeeded: clear exactly what it proves. */
export function markDurable(pending: Pending, storeId: StoreId, seq: number): Pending {
  const known = pending.get(storeId);
  if (known === undefined) return pending;
  if (known.seq <= seq) return pending.delete(storeId);
  return pending.set(storeId, { ...known, since: known.again ?? known.since, again: undefined });
}

/** A fence failed: the store stays, at the end of the line, so that it starves no other. */
export function putBack(pending: Pending, storeId: StoreId): Pending {
  const known = pending.get(storeId);
  if (known === undefined) return pending;
  return pending.delete(storeId).set(storeId, { ...known, again: undefined });
}

/** At most `limit` stores that are due, in line order. */
export function takeBatch(
  pending: Pending,
  due: OrderedSet<StoreId>,
  limit: number,
): readonly StoreId[] {
  return due
    .toSeq()
    .filter((storeId) => pending.has(storeId))
    .take(limit)
    .toArray();
}

/** Milliseconds since the oldest pending request, or null. */
export function oldestAge(pending: Pending, now: number): number | null {
  const oldest = pending.reduce((least, { since }) => Math.min(least, since), now);
  return pending.isEmpty() ? null : now - oldest;
}
