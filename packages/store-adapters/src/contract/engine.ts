import assert from 'node:assert/strict';
import type { ContractCase } from './contract-case.ts';
import { EngineCaseList } from './engine-case.ts';
import { addEngineEndCases } from './engine-end.ts';
import type { ContractHarness } from './harness.ts';
import { HOSTILE_IDS, REFUSED_IDS } from './hostile-ids.ts';
import {
  assertNoHoles,
  assertRefused,
  collect,
  fence,
  labels,
  probeEvents,
} from './probe-events.ts';

/** Many stores in one engine. Only for a harness with `openEngine`. */
export function engineCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new EngineCaseList(harness);
  if (harness.openEngine === undefined) return list.cases;
  addIsolationCases(list);
  addIdCases(list);
  addEngineEndCases(list);
  return list.cases;
}

function addIsolationCases(list: EngineCaseList): void {
  list.add('says what its stores say', async ({ engine, harness }) => {
    assert.deepEqual({ ...engine.survives }, { ...harness.survives });
    const store = await engine.openStore('a');
    assert.deepEqual({ ...store.survives }, { ...harness.survives });
    assert.deepEqual({ ...engine.health() }, { status: 'ready' });
  });

  list.add('every store has streams, versions and positions of its own', async ({ engine }) => {
    const stores = await Promise.all(HOSTILE_IDS.map((id) => engine.openStore(id)));
    for (const round of [1, 2]) {
      const appends = stores.map((store, index) =>
        store.append('same', probeEvents(HOSTILE_IDS[index] as string, 2), {
          expectedVersion: BigInt(2 * (round - 1)),
        }),
      );
      for (const result of await Promise.all(appends)) {
        const reached = BigInt(2 * round);
        assert.deepEqual(result, { nextExpectedVersion: reached, lastPosition: reached });
      }
    }
    await Promise.all(stores.map((store) => fence(store)));
    for (const [index, store] of stores.entries()) {
      const id = HOSTILE_IDS[index] as string;
      const all = await assertNoHoles(store);
      assert.deepEqual(labels(all), [`${id} 1`, `${id} 2`, `${id} 1`, `${id} 2`]);
      assert.deepEqual(await collect(store.read(id)), [], 'an id is a stream in another store');
    }
  });

  list.add('a conflict in one store is none in another', async ({ engine }) => {
    const [a, b] = await Promise.all([engine.openStore('a'), engine.openStore('b')]);
    const expectedVersion = 'no_stream';
    const outcomes = await Promise.allSettled([
      a.append('same', probeEvents('first'), { expectedVersion }),
      a.append('same', probeEvents('refused'), { expectedVersion }),
      b.append('same', probeEvents('first'), { expectedVersion }),
    ]);
    const statuses = outcomes.map(({ status }) => status);
    assert.deepEqual(statuses, ['fulfilled', 'rejected', 'fulfilled']);
    assert.deepEqual(labels(await assertNoHoles(a)), ['first 1']);
    assert.deepEqual(labels(await assertNoHoles(b)), ['first 1']);
  });
}

function addIdCases(list: EngineCaseList): void {
  list.add('refuses by name what is no store id', async ({ engine }) => {
    for (const id of REFUSED_IDS) {
      await assertRefused(async () => engine.openStore(id as string), 'ERR_INVALID_OPTION');
    }
  });

  list.add('a store that is open has one holder', async ({ engine }) => {
    const opening = engine.openStore('a');
    await assertRefused(async () => engine.openStore('a'), 'ERR_STORE_LOCKED');
    const store = await opening;
    await store.append('a', probeEvents('before'));
    await assertRefused(async () => engine.openStore('a'), 'ERR_STORE_LOCKED');
    await store.close();
    const again = await engine.openStore('a');
    const result = await again.append('a', probeEvents('after'), { expectedVersion: 1n });
    assert.deepEqual(result, { nextExpectedVersion: 2n, lastPosition: 2n });
    assert.deepEqual(labels(await assertNoHoles(again)), ['before 1', 'after 1']);
  });
}
