import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, StoreEngine } from '@holdfast/store-adapters';
import { type ContractHarness, storeContract } from '@holdfast/store-adapters/contract';
import { openSqliteEngine, openSqliteStore } from '@holdfast/store-adapters/sqlite';
import { describe, it } from 'vitest';

/** Real files under the system's temporary directory, removed after each case. */
function fileHarness(): ContractHarness {
  const folders = new Map<EventStore | StoreEngine, string>();
  const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'holdfast-contract-'));
  const openIn = async (folder: string): Promise<EventStore> => {
    const store = await openSqliteStore({ path: join(folder, 'store.db') });
    folders.set(store, folder);
    return store;
  };
  const openEngineIn = async (folder: string): Promise<StoreEngine> => {
    const engine = await openSqliteEngine({ path: join(folder, 'stores.db') });
    folders.set(engine, folder);
    return engine;
  };
  return {
    survives: { accepted: 'process_crash', durable: 'power_loss' },
    open: async () => openIn(await newFolder()),
    reopen: (store) => openIn(folders.get(store) as string),
    openEngine: async () => openEngineIn(await newFolder()),
    reopenEngine: (engine) => openEngineIn(folders.get(engine) as string),
    cleanUp: async () => {
      for (const path of folders.values()) await rm(path, { recursive: true, force: true });
      folders.clear();
    },
  };
}

describe('the contract on the SQLite store', () => {
  for (const { trait, name, run } of storeContract(fileHarness())) {
    // Cutting the power takes a traced process: tests/durability runs these cases.
    if (trait !== 'power cut') it(name, run);
  }
});
