/** An engine of medium stores, and the ways in which it can be broken. */
import {
  type EventStore,
  OpenStores,
  type StoreEngine,
  type StoreHealth,
  type SurvivalPromise,
  storeHealth,
} from '../../src/index.ts';
import { type Medium, MediumStore } from './medium-store.ts';

export type EngineFlaw =
  | 'stores share what they hold'
  | 'reads ids without case'
  | 'cuts ids short'
  | 'lends an open store twice'
  | 'closing a store closes the engine'
  | 'close leaves stores open'
  | 'forgets its stores'
  | 'is always ready'
  | 'takes any id'
  | 'engine promises something else';

/** What is left of an engine. */
export type Media = Map<string, Medium>;

export class MediumEngine implements StoreEngine {
  readonly survives: SurvivalPromise;
  readonly media: Media;
  readonly #flaw: EngineFlaw | undefined;
  readonly #stores = new OpenStores<EventStore>();

  constructor(flaw: EngineFlaw | undefined, media: Media = new Map()) {
    this.#flaw = flaw;
    this.media = media;
    const lies = flaw === 'engine promises something else';
    this.survives = { accepted: 'process_crash', durable: lies ? 'node_loss' : 'power_loss' };
  }

  async openStore(id: string): Promise<EventStore> {
    if (this.#flaw === 'takes any id' && id === 'a\nb') return new MediumStore(undefined);
    if (this.#flaw === 'lends an open store twice') return this.#make(id, () => undefined);
    return this.#stores.open(id, (name, released) => this.#make(name, released));
  }

  health(): StoreHealth {
    return storeHealth(this.#stores.closed && this.#flaw !== 'is always ready', undefined);
  }

  close(): Promise<void> {
    if (this.#flaw === 'close leaves stores open') return Promise.resolve();
    return this.#stores.close(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #make(id: string, released: () => void): EventStore {
    const name = this.#nameOf(id);
    const medium = this.media.get(name) ?? { events: [], durable: 0 };
    this.media.set(name, medium);
    const store = new MediumStore(undefined, medium);
    const close = store.close.bind(store);
    store.close = async () => {
      await close();
      released();
      if (this.#flaw === 'closing a store closes the engine') void this.close();
    };
    return store;
  }

  #nameOf(id: string): string {
    if (this.#flaw === 'stores share what they hold') return '';
    if (this.#flaw === 'reads ids without case') return id.toLowerCase();
    return this.#flaw === 'cuts ids short' ? id.slice(0, 199) : id;
  }
}
