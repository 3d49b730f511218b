import assert from 'node:assert/strict';
import { storeId } from '@holdfast/actors/ports';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertNoHoles, fence, probeEvents } from './probe-events.ts';

/** How a fence behaves while the power stays on. */
export function fenceCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'fence');

  list.add('resolves on an empty store, and again without anything new', async ({ store }) => {
    await fence(store);
    await store.append('a', probeEvents('event'));
    await fence(store);
    await fence(store);
    await assertNoHoles(store);
  });

  list.add('any store id is a legal name for it', async ({ store }) => {
    const signal = new AbortController().signal;
    for (const id of ['a', '../..', 'a/b', "'; drop table events; --", '*', 'é🌍']) {
      await store.append('a', probeEvents(id));
      await store.fence(storeId(id), { signal });
    }
    assert.equal((await assertNoHoles(store)).length, 6);
  });

  list.add('appends queued before it have been accepted when it resolves', async ({ store }) => {
    let accepted = 0;
    const appends = Array.from({ length: 40 }, async (_, index) => {
      await store.append(`stream ${index % 4}`, probeEvents('event'));
      accepted += 1;
    });
    await fence(store);
    // An append and the fence that covers it may be answered in one turn, in either order.
    await Promise.resolve();
    assert.ok(accepted === 40, `only ${accepted} of 40 appends were accepted`);
    await Promise.all(appends);
  });

  list.add('many fences at once all resolve', async ({ store }) => {
    const fences: Promise<void>[] = [];
    for (let index = 0; index < 50; index += 1) {
      fences.push(fence(store));
      await store.append('a', probeEvents('event'));
    }
    await Promise.all(fences);
    assert.equal((await assertNoHoles(store)).length, 50);
  });

  list.add('a fence whose caller has gone does the others no harm', async ({ store }) => {
    const controller = new AbortController();
    await store.append('a', probeEvents('event'));
    const left = fence(store, controller.signal);
    const stayed = fence(store);
    controller.abort(new Error('gone'));
    const outcome = await left.then(
      () => 'resolved',
      (error: unknown) => (error === controller.signal.reason ? 'gone' : error),
    );
    // A fence that resolves during its call was there before the caller left.
    assert.ok(outcome === 'gone' || outcome === 'resolved', String(outcome));
    await stayed;
    await store.append('a', probeEvents('event'));
    await fence(store);
    assert.equal((await assertNoHoles(store)).length, 2);
  });
  return list.cases;
}
