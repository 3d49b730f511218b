import { type Clock, PersistenceWorker, type PersistenceWorkerRef } from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';

/** What `close` left. `ok` when every store was fenced and closed. */
export interface CloseReport {
  readonly ok: boolean;
  readonly stores: readonly StoreReport[];
}

export interface StoreReport {
  readonly storeId: string;
  /** Stores of this worker with accepted appends that no fence covered. */
  readonly unfenced: readonly string[];
  /** False: its `close` failed (see `error`) or took too long. */
  readonly closed: boolean;
  readonly error?: unknown;
}

/** A store that hangs must not keep the host from ending. */
const STORE_CLOSE_TIMEOUT_MS = 5_000;

export interface Member {
  readonly store: EventStore;
  readonly worker: PersistenceWorkerRef;
}

/** After the workers have ended: closes the stores and says what was left. Never rejects. */
export async function closeMembers(members: readonly Member[], clock: Clock): Promise<CloseReport> {
  const stores = await Promise.all(members.map((member) => closeMember(member, clock)));
  return { ok: stores.every(({ unfenced, closed }) => closed && unfenced.length === 0), stores };
}

/** The stores of these workers with accepted appends that no fence covered. */
export function unfencedOf(members: readonly Member[]): string[] {
  return members.flatMap(({ worker }) => PersistenceWorker.unfenced(worker));
}

async function closeMember({ store, worker }: Member, clock: Clock): Promise<StoreReport> {
  PersistenceWorker.abandon(worker);
  const { storeId } = worker;
  const unfenced = PersistenceWorker.unfenced(worker);
  try {
    const closed = await inTime(store.close(), clock);
    return { storeId, unfenced, closed };
  } catch (error) {
    return { storeId, unfenced, closed: false, error };
  }
}

function inTime(closing: Promise<void>, clock: Clock): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const late = clock.setTimer(STORE_CLOSE_TIMEOUT_MS, () => resolve(false), { keepAlive: true });
    closing.then(() => resolve(true), reject).finally(() => late.cancel());
  });
}
