/** How urgent a request for persistence is, and how long each class may wait. Pure. */
import { InvalidOptionError } from '../errors.ts';

/**
 * How urgent a request for persistence is. A class may wait for a share of `persistenceInterval`:
 * `critical` 0, `high` a fifth, `normal` the whole of it, `low` six times as long. The others do not
 * starve under a flood of critical ones: whoever has waited for its share comes first.
 */
export type Priority = 'critical' | 'high' | 'normal' | 'low';

/** Most urgent first. */
export const PRIORITIES: readonly Priority[] = ['critical', 'high', 'normal', 'low'];

const RANK: Readonly<Record<Priority, number>> = { critical: 0, high: 1, normal: 2, low: 3 };

/** How long a class may wait, as shares of `persistenceInterval`. */
const BUDGETS: Readonly<Record<Priority, number>> = { critical: 0, high: 0.2, normal: 1, low: 6 };

/** Whether the first class is more urgent than the second. */
export function outranks(one: Priority, other: Priority): boolean {
  return RANK[one] < RANK[other];
}

/** The more urgent of two. */
export function moreUrgent(one: Priority, other: Priority): Priority {
  return outranks(other, one) ? other : one;
}

/** How long a request of this class may wait for its fence, in ms. */
export function budgetMs(priority: Priority, persistenceInterval: number): number {
  return BUDGETS[priority] * persistenceInterval;
}

/** How to request a persistence. */
export interface RequestOptions {
  /** How urgent it is. Default `normal`. */
  readonly priority?: Priority | undefined;
}

/** The class that is asked for. Throws `ERR_INVALID_OPTION` for one that does not exist. */
export function priorityOf({ priority = 'normal' }: RequestOptions): Priority {
  if (PRIORITIES.includes(priority)) return priority;
  throw new InvalidOptionError('priority', priority, `one of ${PRIORITIES.join(', ')}`);
}
