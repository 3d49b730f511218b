/** Cases that are tried on an engine with many stores. */
import type { StoreEngine } from '../store-engine.ts';
import { type ContractCase, given } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';

/** What the body of a case works with. */
export interface EngineContext {
  /** The engine on trial, without stores. */
  readonly engine: StoreEngine;
  readonly harness: ContractHarness;
  /** Closes the engine and opens the same data again. */
  reopen(): Promise<StoreEngine>;
}

export class EngineCaseList {
  readonly cases: ContractCase[] = [];
  readonly harness: ContractHarness;

  constructor(harness: ContractHarness) {
    this.harness = harness;
  }

  /** Adds a case; its engine is closed afterwards, whatever happens. */
  add(name: string, body: (context: EngineContext) => Promise<void>): void {
    const { harness } = this;
    this.cases.push({
      trait: 'engine',
      name: `engine: ${name}`,
      run: () => runEngineCase(harness, body),
    });
  }
}

async function runEngineCase(
  harness: ContractHarness,
  body: (context: EngineContext) => Promise<void>,
): Promise<void> {
  const engine = await given(harness.openEngine, 'openEngine')();
  let current = engine;
  const reopen = async (): Promise<StoreEngine> => {
    await current.close();
    return (current = await given(harness.reopenEngine, 'reopenEngine')(current));
  };
  try {
    await body({ engine, harness, reopen });
  } finally {
    await current.close();
    await harness.cleanUp?.();
  }
}
