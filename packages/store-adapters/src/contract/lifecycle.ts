import assert from 'node:assert/strict';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertNoHoles, collect, labels, nextTurn, probeEvents } from './probe-events.ts';

/** Opening, closing, and what is there after a reopening. */
export function lifecycleCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'lifecycle');

  list.add('says what its events survive', ({ store }) => {
    assert.deepEqual({ ...store.survives }, { ...harness.survives });
    return Promise.resolve();
  });

  list.add('a fresh store is empty', async ({ store }) => {
    assert.deepEqual(await collect(store.readAll()), []);
  });

  list.add('close is idempotent', async ({ store }) => {
    await Promise.all([store.close(), store.close()]);
    await store.close();
  });

  list.add('close waits for what was queued', async ({ store }) => {
    const appends = Array.from({ length: 50 }, (_, index) =>
      store.append(`stream ${index % 5}`, probeEvents('queued')),
    );
    let settled = 0;
    for (const append of appends) void append.then(() => (settled += 1));
    await store.close();
    await nextTurn();
    assert.equal(settled, appends.length);
    await Promise.all(appends);
  });

  if (harness.reopen !== undefined) addReopenCases(list);
  return list.cases;
}

function addReopenCases(list: CaseList): void {
  list.add('accepted events are found again, unchanged, after a reopening', async (context) => {
    const { store } = context;
    await store.append('a', probeEvents('first', 3));
    await store.append('b', [{ type: 'noted', data: [1, null, 'é'], metadata: { by: 'probe' } }]);
    await store.append('a', probeEvents('second', 2));
    const before = await collect(store.readAll());
    const again = await context.reopen();
    assert.deepEqual(await assertNoHoles(again), before);
  });

  list.add('versions and positions go on after a reopening', async (context) => {
    await context.store.append('a', probeEvents('before', 2));
    await context.store.append('b', probeEvents('before'));
    const again = await context.reopen();
    const result = await again.append('a', probeEvents('after'), { expectedVersion: 2n });
    assert.deepEqual(result, { nextExpectedVersion: 3n, lastPosition: 4n });
    const all = await assertNoHoles(again);
    assert.deepEqual(labels(all), ['before 1', 'before 2', 'before 1', 'after 1']);
  });

  list.add('appends queued before a close are there after it', async (context) => {
    const appends = Array.from({ length: 20 }, (_, index) =>
      context.store.append('a', probeEvents(`append ${index}`)),
    );
    const again = await context.reopen();
    await Promise.all(appends);
    assert.equal((await assertNoHoles(again)).length, 20);
  });
}
