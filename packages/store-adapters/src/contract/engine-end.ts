/** How an engine and its stores end, and what is found after that. */
import assert from 'node:assert/strict';
import type { EngineCaseList } from './engine-case.ts';
import { HOSTILE_IDS } from './hostile-ids.ts';
import { assertNoHoles, assertRefused, fence, labels, probeEvents } from './probe-events.ts';

export function addEngineEndCases(list: EngineCaseList): void {
  list.add('closing a store leaves the engine and its neighbours open', async ({ engine }) => {
    const [a, b] = await Promise.all([engine.openStore('a'), engine.openStore('b')]);
    await a.close();
    assert.equal(a.health().status, 'closed');
    assert.equal(b.health().status, 'ready');
    assert.equal(engine.health().status, 'ready');
    await b.append('a', probeEvents('event'));
    await fence(b);
    await (await engine.openStore('c')).append('a', probeEvents('event'));
  });

  list.add('close ends every store, after what it had queued', async ({ engine }) => {
    const stores = await Promise.all(['a', 'b', 'c'].map((id) => engine.openStore(id)));
    const appends = stores.map((store) => store.append('a', probeEvents('queued')));
    await Promise.all([engine.close(), engine.close()]);
    for (const result of await Promise.all(appends)) assert.equal(result.lastPosition, 1n);
    for (const store of stores) {
      assert.equal(store.health().status, 'closed');
      await assertRefused(() => store.append('a', probeEvents('late')), 'ERR_STORE_CLOSED');
    }
    assert.equal(engine.health().status, 'closed');
    await assertRefused(async () => engine.openStore('a'), 'ERR_STORE_CLOSED');
  });

  if (list.harness.reopenEngine === undefined) return;
  list.add('every store is found again in an engine that was reopened', async (context) => {
    for (const id of HOSTILE_IDS) {
      const store = await context.engine.openStore(id);
      await store.append('same', probeEvents(id, 2));
    }
    const engine = await context.reopen();
    for (const id of HOSTILE_IDS) {
      const store = await engine.openStore(id);
      const result = await store.append('same', probeEvents('after'), { expectedVersion: 2n });
      assert.deepEqual(result, { nextExpectedVersion: 3n, lastPosition: 3n });
      assert.deepEqual(labels(await assertNoHoles(store)), [`${id} 1`, `${id} 2`, 'after 1']);
    }
  });
}
