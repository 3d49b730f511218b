/** Which of the stores that are due are fenced together. Pure. */
import type { StoreId } from '../../ports/store-id.ts';
import { budgetMs } from '../priority.ts';
import type { Pending, PendingStore } from './pending.ts';

/** What a choice depends on besides the stores. */
export interface Choice {
  readonly limit: number;
  readonly persistenceInterval: number;
  /** Stores that forced calls wait for. */
  readonly wanted: ReadonlySet<StoreId>;
}

/** A tenth of each batch goes to the oldest, whatever their class, so that nobody starves. */
const OLDEST_SHARE = 0.1;

interface Candidate {
  readonly storeId: StoreId;
  readonly store: PendingStore;
}

/**
 * At most `limit` of `candidates`: what forced calls wait for, then what must be fenced first by its
 * class. With two places or more, some are for the oldest.
 */
export function chooseBatch(
  pending: Pending,
  candidates: readonly StoreId[],
  choice: Choice,
): readonly StoreId[] {
  const { limit } = choice;
  const all = candidates.flatMap((storeId): Candidate[] => {
    const store = pending.get(storeId);
    return store === undefined ? [] : [{ storeId, store }];
  });
  const urgent = all.toSorted((a, b) => rank(a, b, choice));
  if (all.length <= limit) return urgent.map(({ storeId }) => storeId);
  const forOldest = limit < 2 ? 0 : Math.max(1, Math.floor(limit * OLDEST_SHARE));
  const chosen = urgent.slice(0, limit - forOldest);
  const rest = urgent.slice(limit - forOldest).toSorted((a, b) => a.store.since - b.store.since);
  return [...chosen, ...rest.slice(0, forOldest)].map(({ storeId }) => storeId);
}

/** When a store has to be fenced, by its class. */
export function dueAt({ since, priority }: PendingStore, persistenceInterval: number): number {
  return since + budgetMs(priority, persistenceInterval);
}

function rank(a: Candidate, b: Candidate, { wanted, persistenceInterval }: Choice): number {
  const forced = Number(wanted.has(b.storeId)) - Number(wanted.has(a.storeId));
  if (forced !== 0) return forced;
  return dueAt(a.store, persistenceInterval) - dueAt(b.store, persistenceInterval);
}
