import { storeContract } from '@holdfast/store-adapters/contract';
import { openMemoryEngine, openMemoryStore } from '@holdfast/store-adapters/memory';
import { describe, it } from 'vitest';

describe('the contract on the memory store', () => {
  const cases = storeContract({
    survives: { accepted: 'nothing', durable: 'nothing' },
    open: openMemoryStore,
    openEngine: openMemoryEngine,
  });
  for (const { name, run } of cases) it(name, run);
});
