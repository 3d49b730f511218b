/** What has happened so far, per store and in all: the figures of the display and the summary. */
import type { CircuitBreakerState, PersistenceEvent } from '@holdfast/actors';

export interface StoreTally {
  readonly id: string;
  readonly expected: number;
  accepted: number;
  durable: number;
  refused: number;
  breaker: CircuitBreakerState;
  trips: number;
  restarts: number;
}

export class Tally {
  readonly stores: ReadonlyMap<string, StoreTally>;
  readonly expected: number;
  /** Fences that succeeded; each made everything durable that its store had accepted before. */
  fences = 0;
  /** Why the first append was refused, if one was. */
  firstRefusal: { readonly store: string; readonly error: unknown } | undefined;

  constructor(networks: ReadonlyMap<string, number>) {
    const fresh = { accepted: 0, durable: 0, refused: 0, trips: 0, restarts: 0 };
    this.stores = new Map(
      [...networks].map(([id, expected]) => [id, { id, expected, breaker: 'closed', ...fresh }]),
    );
    this.expected = this.sum('expected');
  }

  store(id: string): StoreTally {
    const store = this.stores.get(id);
    if (store === undefined) throw new Error(`no store ${id}`);
    return store;
  }

  sum(figure: 'expected' | 'accepted' | 'durable' | 'refused' | 'trips' | 'restarts'): number {
    let sum = 0;
    for (const store of this.stores.values()) sum += store[figure];
    return sum;
  }

  refuse(id: string, error: unknown): void {
    this.store(id).refused += 1;
    this.firstRefusal ??= { store: id, error };
  }

  /** A listener of the system's events. */
  observe(event: PersistenceEvent): void {
    const store = this.store(event.storeId);
    if (event.type === 'batch_settled') this.fences += event.succeeded;
    if (event.type === 'worker_started') store.restarts = event.restarts;
    if (event.type === 'breaker_changed') {
      store.breaker = event.to;
      store.trips = event.trips;
    }
  }
}

/** Accepted and not yet reported durable. */
export function waiting({ accepted, durable }: Pick<StoreTally, 'accepted' | 'durable'>): number {
  return accepted - durable;
}
