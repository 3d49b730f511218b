import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { type EventStore, hasErrorCode } from '@holdfast/actors/ports';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertRefused, collect, fence, probeEvents } from './probe-events.ts';

/** Every verb of a store, as it may be tried on a closed one. */
const VERBS: readonly (readonly [name: string, verb: (store: EventStore) => Promise<unknown>])[] = [
  ['append', (store) => store.append('a', probeEvents('late'))],
  ['fence', (store) => fence(store)],
  ['read', (store) => collect(store.read('a'))],
  ['a read backward', (store) => collect(store.read('a', { direction: 'backward' }))],
  ['a read of a stream that does not exist', (store) => collect(store.read('none'))],
  ['readAll', (store) => collect(store.readAll())],
];

/** What a closed store says. */
export function closedCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'closed');
  for (const [name, verb] of VERBS) {
    list.add(`${name} is refused after close`, async ({ store }) => {
      await store.append('a', probeEvents('early', 3));
      await store.close();
      await assertRefused(async () => verb(store), 'ERR_STORE_CLOSED');
    });

    list.add(`${name} is refused while the store closes`, async ({ store }) => {
      const appended = store.append('a', probeEvents('early', 3));
      const closing = store.close();
      await assertRefused(async () => verb(store), 'ERR_STORE_CLOSED');
      await Promise.all([appended, closing]);
    });
  }

  list.add('a reader under way hears of it instead of an early end', async ({ store }) => {
    await store.append('a', probeEvents('event', 2000));
    const events = store.readAll()[Symbol.asyncIterator]();
    let seen = 0;
    const drain = async (): Promise<void> => {
      while ((await events.next()).done !== true) seen += 1;
    };
    await events.next();
    seen += 1;
    await store.close();
    const error = await drain().catch((reason: unknown) => reason);
    // Who had read ahead may go on to the true end; nobody may be shown a false one.
    if (error === undefined) assert.equal(seen, 2000);
    else assert.ok(hasErrorCode(error, 'ERR_STORE_CLOSED'), inspect(error));
  });
  return list.cases;
}
