import assert from 'node:assert/strict';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertNoHoles, fence, labels, probeEvents } from './probe-events.ts';

/** Appends that are under way together. */
export function orderCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'order');

  list.add('appends of one turn are accepted in the order of the calls', async ({ store }) => {
    const appends = Array.from({ length: 300 }, (_, index) =>
      store.append(`stream ${index % 7}`, probeEvents(`call ${index}`)),
    );
    const results = await Promise.all(appends);
    for (const [index, { lastPosition, nextExpectedVersion }] of results.entries()) {
      assert.equal(lastPosition, BigInt(index + 1));
      assert.equal(nextExpectedVersion, BigInt(Math.floor(index / 7) + 1));
    }
    const read = labels(await assertNoHoles(store));
    assert.deepEqual(
      read,
      results.map((_, index) => `call ${index} 1`),
    );
  });

  list.add('many writers and a fence beside them leave no holes', async ({ store }) => {
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      for (let index = 1; index <= 25; index += 1) {
        const expectedVersion = BigInt((index - 1) * 3);
        await store.append(`writer ${writer}`, probeEvents(`w ${writer}`, 3), { expectedVersion });
      }
    });
    const fencer = async (): Promise<void> => {
      for (let index = 0; index < 25; index += 1) await fence(store);
    };
    await Promise.all([...writers, fencer()]);
    assert.equal((await assertNoHoles(store)).length, 16 * 25 * 3);
  });

  list.add('the events of one append stand together', async ({ store }) => {
    const appends = Array.from({ length: 40 }, (_, index) =>
      store.append('shared', probeEvents(`append ${index}`, 5)),
    );
    await Promise.all(appends);
    const all = await assertNoHoles(store);
    for (let start = 0; start < all.length; start += 5) {
      const index = start / 5;
      const expected = [1, 2, 3, 4, 5].map((number) => `append ${index} ${number}`);
      assert.deepEqual(labels(all.slice(start, start + 5)), expected);
    }
  });
  return list.cases;
}
