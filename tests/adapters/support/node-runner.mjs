/** The contract on the built packages, run by Node's own runner: `node --test` on this file. */
import { it } from 'node:test';
import { storeContract } from '@holdfast/store-adapters/contract';
import { openMemoryEngine, openMemoryStore } from '@holdfast/store-adapters/memory';

/** `LIAR=1`: a store whose first append answers one version too high. */
async function open() {
  const store = await openMemoryStore();
  if (process.env['LIAR'] !== '1') return store;
  const append = store.append.bind(store);
  store.append = async (...given) => {
    const result = await append(...given);
    return { ...result, nextExpectedVersion: result.nextExpectedVersion + 1n };
  };
  return store;
}

const cases = storeContract({
  survives: { accepted: 'nothing', durable: 'nothing' },
  open,
  openEngine: openMemoryEngine,
});
for (const { name, run } of cases) it(name, run);
