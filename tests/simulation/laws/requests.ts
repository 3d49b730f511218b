/** The requests that are not durable, remembered by somebody else than the worker. */
import type { Priority } from '@holdfast/actors';
import type { StoreId } from '@holdfast/actors/ports';
import type { Seen } from '../world/seen.ts';
import { uphold } from './laws.ts';

const RANK: Readonly<Record<Priority, number>> = { critical: 0, high: 1, normal: 2, low: 3 };

/** A store is left in peace for a minute at most, or as long as it asks for. */
const LONGEST_PEACE_MS = 60_000 + 400;

export class Requests {
  private readonly asked = new Map<StoreId, { readonly seq: number; readonly rank: number }[]>();

  accept(id: StoreId, seq: number, priority: Priority): void {
    const rank = RANK[priority];
    // One that comes later and is more urgent stands for those before it.
    const kept = (this.asked.get(id) ?? []).filter((request) => request.rank < rank);
    this.asked.set(id, [...kept, { seq, rank }]);
  }

  prove(id: StoreId, seq: number): void {
    const left = this.asked.get(id)?.filter((request) => request.seq > seq);
    if (left !== undefined) this.asked.set(id, left);
  }

  clear(): void {
    this.asked.clear();
  }

  /** Nobody has forgotten a store, how urgent it is, nor leaves it in peace for too long. */
  uphold({ dirty, state, mailbox, now }: Seen): void {
    const told = (id: StoreId): boolean =>
      mailbox.some((m) => m.type === 'request_persistence' && m.storeId === id);
    for (const id of dirty.keys()) {
      const store = state.pending.get(id);
      if (store === undefined) {
        uphold(1, told(id), () => `${id} is dirty, and nobody looks after it`);
        continue;
      }
      const most = Math.min(...(this.asked.get(id) ?? []).map(({ rank }) => rank));
      const urgent = RANK[store.priority] <= most || told(id);
      uphold(35, urgent, () => `${id} is less urgent than it was asked for`);
      const peace = (store.trouble?.notBefore ?? now) - now;
      const bounded = store.fence !== undefined || peace <= LONGEST_PEACE_MS;
      uphold(26, bounded, () => `${id} is left in peace for ${peace} ms`);
    }
  }
}
