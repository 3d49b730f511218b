import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore } from '@holdfast/store-adapters';
import { type ContractHarness, storeContract } from '@holdfast/store-adapters/contract';
import { openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { describe, it } from 'vitest';

/** Real folders under the system's temporary directory, removed after each case. */
function folderHarness(): ContractHarness {
  const folders = new Map<EventStore, string>();
  const openIn = async (path: string): Promise<EventStore> => {
    const store = await openEmbeddedStore({ path });
    folders.set(store, path);
    return store;
  };
  return {
    survives: { accepted: 'process_crash', durable: 'power_loss' },
    open: async () => openIn(await mkdtemp(join(tmpdir(), 'holdfast-contract-'))),
    reopen: (store) => openIn(folders.get(store) as string),
    cleanUp: async () => {
      for (const path of folders.values()) await rm(path, { recursive: true, force: true });
      folders.clear();
    },
  };
}

describe('the contract on the embedded store', () => {
  for (const { trait, name, run } of storeContract(folderHarness())) {
    // Cutting the power takes a traced process: tests/durability runs these cases.
    if (trait !== 'power cut') it(name, run);
  }
});
