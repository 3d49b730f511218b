import { PersistenceWorker } from '@holdfast/actors';
import type { Member } from './member.ts';
import type { TimeBudget } from './time-budget.ts';

/** What `close` or `removeStore` left. `ok` when every append was answered and every store fenced and closed. */
export interface CloseReport {
  /** Whether nothing was left. */
  readonly ok: boolean;
  /** One report for each store, in the order in which they were given. */
  readonly stores: readonly StoreReport[];
}

/** What `close` left of one store. */
export interface StoreReport {
  /** The id under which it was given to the system. */
  readonly storeId: string;
  /** Appends that the store had not answered in time: whether they were accepted is unknown. */
  readonly appending: number;
  /** Stores of this worker with accepted appends that no fence covered. */
  readonly unfenced: readonly string[];
  /** False: its `close` failed (see `error`) or took too long. */
  readonly closed: boolean;
  /** What its `close` failed with. */
  readonly error?: unknown;
}

/** A store that hangs must not keep the host from ending, however much time there is. */
const CLOSING_MS = 5_000;

/** Sums the reports of single stores up. */
export function closeReport(stores: readonly StoreReport[]): CloseReport {
  const ok = stores.every(
    ({ appending, unfenced, closed }) => appending === 0 && unfenced.length === 0 && closed,
  );
  return { ok, stores };
}

/** After the worker has ended: closes its store and says what was left. Never rejects. */
export async function closeMember(member: Member, budget: TimeBudget): Promise<StoreReport> {
  const { store, supervised, worker } = member;
  const { storeId } = worker;
  const { appending } = supervised;
  const unfenced = PersistenceWorker.unfenced(worker);
  try {
    const closed = await budget.within(Math.min(CLOSING_MS, budget.until(1)), store.close());
    return { storeId, appending, unfenced, closed };
  } catch (error) {
    return { storeId, appending, unfenced, closed: false, error };
  }
}
