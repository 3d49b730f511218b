/** One promise of the contract, and the stores that it is tried on. */
import type { EventStore } from '@holdfast/actors/ports';
import type { ContractHarness, HungSyncs } from './harness.ts';

/** Which part of the contract a case belongs to. */
export type ContractTrait =
  | 'lifecycle'
  | 'append'
  | 'versions'
  | 'order'
  | 'read'
  | 'readAll'
  | 'fence'
  | 'power cut'
  | 'signal'
  | 'closed'
  | 'names'
  | 'health'
  | 'hang'
  | 'engine';

/** One case of the contract, for any test runner: `it(name, run)`. */
export interface ContractCase {
  /** The part of the contract that it belongs to. */
  readonly trait: ContractTrait;
  /** Begins with the trait; unique in the suite. */
  readonly name: string;
  /** Rejects with an `AssertionError`, or what the store failed with, when it is broken. */
  readonly run: () => Promise<void>;
}

/** What the body of a case works with. */
export interface CaseContext {
  /** The store on trial. */
  readonly store: EventStore;
  /** Closes the store and opens the same data again. */
  reopen(): Promise<EventStore>;
  /** The store as it is found after a power cut at this moment. */
  powerCut(): Promise<EventStore>;
  /** Lets every sync of the store hang from now on, until it is released or the case ends. */
  hang(): HungSyncs;
}

/** Makes the cases of one trait. */
export class CaseList {
  readonly cases: ContractCase[] = [];
  readonly #harness: ContractHarness;
  readonly #trait: ContractTrait;

  constructor(harness: ContractHarness, trait: ContractTrait) {
    this.#harness = harness;
    this.#trait = trait;
  }

  /** Adds a case; its stores are closed afterwards, whatever happens. */
  add(name: string, body: (context: CaseContext) => Promise<void>): void {
    const harness = this.#harness;
    this.cases.push({
      trait: this.#trait,
      name: `${this.#trait}: ${name}`,
      run: () => runCase(harness, body),
    });
  }
}

async function runCase(
  harness: ContractHarness,
  body: (context: CaseContext) => Promise<void>,
): Promise<void> {
  const trial = new Trial(harness, await harness.open());
  try {
    await body(trial);
  } finally {
    await trial.end();
  }
}

/** Knows which store of a case is open, so that it can be closed at the end. */
class Trial implements CaseContext {
  readonly store: EventStore;
  readonly #harness: ContractHarness;
  #current: EventStore | undefined;
  #hung: HungSyncs | undefined;

  constructor(harness: ContractHarness, store: EventStore) {
    this.#harness = harness;
    this.store = store;
    this.#current = store;
  }

  async reopen(): Promise<EventStore> {
    const reopen = given(this.#harness.reopen, 'reopen');
    const store = this.#current as EventStore;
    await store.close();
    return (this.#current = await reopen(store));
  }

  async powerCut(): Promise<EventStore> {
    const powerCut = given(this.#harness.powerCut, 'powerCut');
    const store = this.#current as EventStore;
    // From here on the harness answers for the old store: it may be a process that is gone.
    this.#current = undefined;
    return (this.#current = await powerCut(store));
  }

  hang(): HungSyncs {
    this.#hung = given(this.#harness.hang, 'hang')(this.store);
    return this.#hung;
  }

  async end(): Promise<void> {
    this.#hung?.release();
    await this.#current?.close();
    await this.#harness.cleanUp?.();
  }
}

/** A capability without which a case cannot be tried. */
export function given<T>(capability: T | undefined, name: string): T {
  if (capability !== undefined) return capability;
  throw new Error(
    `the harness has no ${name}, but the adapter's promise cannot be shown without it`,
  );
}
