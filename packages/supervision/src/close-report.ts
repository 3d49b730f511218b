import { type Clock, PersistenceWorker, type PersistenceWorkerRef } from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';
import type { SupervisedStore } from './supervised-store.ts';

/** What `close` left. `ok` when every append was answered and every store fenced and closed. */
export interface CloseReport {
  readonly ok: boolean;
  readonly stores: readonly StoreReport[];
}

export interface StoreReport {
  readonly storeId: string;
  /** Appends that the store had not answered in time: whether they were accepted is unknown. */
  readonly appending: number;
  /** Stores of this worker with accepted appends that no fence covered. */
  readonly unfenced: readonly string[];
  /** False: its `close` failed (see `error`) or took too long. */
  readonly closed: boolean;
  readonly error?: unknown;
}

/** For its last appends, and again to close: a store that hangs must not keep the host from ending. */
const STORE_TIMEOUT_MS = 5_000;

export interface Member {
  readonly store: EventStore;
  readonly supervised: SupervisedStore;
  readonly worker: PersistenceWorkerRef;
}

/** Refuses further appends and waits, for a time, for those on their way to ask for their fence. */
export async function finishAppends(members: readonly Member[], clock: Clock): Promise<void> {
  await Promise.all(members.map(({ supervised }) => inTime(supervised.stopAppends(), clock)));
}

/** After the workers have ended: closes the stores and says what was left. Never rejects. */
export async function closeMembers(members: readonly Member[], clock: Clock): Promise<CloseReport> {
  const stores = await Promise.all(members.map((member) => closeMember(member, clock)));
  const ok = stores.every(
    ({ appending, unfenced, closed }) => appending === 0 && unfenced.length === 0 && closed,
  );
  return { ok, stores };
}

/** The stores of these workers with accepted appends that no fence covered. */
export function unfencedOf(members: readonly Member[]): string[] {
  return members.flatMap(({ worker }) => PersistenceWorker.unfenced(worker));
}

async function closeMember(member: Member, clock: Clock): Promise<StoreReport> {
  const { store, supervised, worker } = member;
  PersistenceWorker.abandon(worker);
  const { storeId } = worker;
  const { appending } = supervised;
  const unfenced = PersistenceWorker.unfenced(worker);
  try {
    const closed = await inTime(store.close(), clock);
    return { storeId, appending, unfenced, closed };
  } catch (error) {
    return { storeId, appending, unfenced, closed: false, error };
  }
}

function inTime(done: Promise<void>, clock: Clock): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const late = clock.setTimer(STORE_TIMEOUT_MS, () => resolve(false), { keepAlive: true });
    done.then(() => resolve(true), reject).finally(() => late.cancel());
  });
}
