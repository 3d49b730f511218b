import type { StoreHealth, StoreId, SurvivalPromise } from '@holdfast/actors/ports';
import { OpenStores } from '../open-stores.ts';
import type { StoreEngine } from '../store-engine.ts';
import { storeHealth } from '../store-health.ts';
import {
  InMemoryStore,
  MemoryContents,
  type MemoryStore,
  SURVIVES_NOTHING,
} from './memory-store.ts';

/** Many stores in memory. What a closed store held is found again until the engine is closed. */
export interface MemoryEngine extends StoreEngine {
  openStore(id: string): Promise<MemoryStore>;
}

/** Opens an engine without stores, for tests and examples. */
export function openMemoryEngine(): Promise<MemoryEngine> {
  return Promise.resolve(new InMemoryEngine());
}

class InMemoryEngine implements MemoryEngine {
  readonly survives: SurvivalPromise = SURVIVES_NOTHING;
  readonly #contents = new Map<StoreId, MemoryContents>();
  readonly #stores = new OpenStores<MemoryStore>();

  openStore(id: string): Promise<MemoryStore> {
    return this.#stores.open(id, (name, released) => {
      const contents = this.#contents.get(name) ?? new MemoryContents();
      this.#contents.set(name, contents);
      return new InMemoryStore(contents, released);
    });
  }

  health(): StoreHealth {
    return storeHealth(this.#stores.closed, undefined);
  }

  close(): Promise<void> {
    return this.#stores.close(() => {
      this.#contents.clear();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
