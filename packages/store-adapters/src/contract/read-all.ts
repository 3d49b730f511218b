import assert from 'node:assert/strict';
import type { ReadAllOptions } from '@holdfast/actors/ports';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertNoHoles, assertRefused, collect, probeEvents } from './probe-events.ts';

/** Reading the whole store. */
export function readAllCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'readAll');

  list.add('gives the events of all streams in the order of acceptance', async ({ store }) => {
    const results = await Promise.all(
      [2, 1, 3, 1, 4].map((count, index) =>
        store.append(`stream ${index % 2}`, probeEvents(`append ${index}`, count)),
      ),
    );
    assert.deepEqual(
      results.map(({ lastPosition }) => lastPosition),
      [2n, 3n, 6n, 7n, 11n],
    );
    assert.equal((await assertNoHoles(store)).length, 11);
  });

  list.add('begins after any position, inside an append too', async ({ store }) => {
    for (const count of [3, 1, 5, 2]) await store.append('a', probeEvents('event', count));
    const all = await collect(store.readAll());
    for (const after of [0n, 1n, 2n, 3n, 4n, 8n, 9n, 10n, 11n, 12n, 2n ** 53n, 2n ** 70n]) {
      const rest = all.filter(({ position }) => position > after);
      assert.deepEqual(await collect(store.readAll({ after })), rest, `after ${String(after)}`);
    }
  });

  list.add('a reader that stops early leaves nothing open', async ({ store }) => {
    await store.append('a', probeEvents('event', 500));
    for (let round = 0; round < 20; round += 1) {
      for await (const event of store.readAll()) {
        if (event.position === 3n) break;
      }
    }
    assert.equal((await collect(store.readAll())).length, 500);
    await store.close();
  });

  list.add('a reader beside a writer sees a prefix without holes', async ({ store }) => {
    const writing = (async () => {
      for (let index = 0; index < 60; index += 1) {
        await store.append(`stream ${index % 3}`, probeEvents('event', 2));
      }
    })();
    for (let round = 0; round < 10; round += 1) {
      const events = await collect(store.readAll());
      for (const [index, { position }] of events.entries()) {
        assert.equal(position, BigInt(index + 1));
      }
    }
    await writing;
    assert.equal((await assertNoHoles(store)).length, 120);
  });

  list.add('refuses options that can never be right', async ({ store }) => {
    for (const options of [{ after: -1n }, { after: 1 }, { after: '1' }, { signal: {} }]) {
      const read = (): Promise<unknown> => collect(store.readAll(options as ReadAllOptions));
      await assertRefused(read, 'ERR_INVALID_OPTION');
    }
  });
  return list.cases;
}
