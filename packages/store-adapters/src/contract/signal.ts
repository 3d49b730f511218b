import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertNoHoles, collect, fence, labels, probeEvents } from './probe-events.ts';

const REASON = new Error('the caller has left');

/** Aborting, at every verb. */
export function signalCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'signal');
  addAbortedBeforeCases(list);

  list.add('an append aborted in the turn of its call is either whole or not', async (context) => {
    const { store } = context;
    const controller = new AbortController();
    const { signal } = controller;
    const appends = [
      store.append('a', probeEvents('before')),
      store.append('a', probeEvents('aborted', 2), { signal }),
      store.append('a', probeEvents('after')),
    ];
    controller.abort(REASON);
    const [before, aborted, after] = await Promise.allSettled(appends);
    assert.deepEqual([before?.status, after?.status], ['fulfilled', 'fulfilled']);
    if (aborted?.status === 'rejected') assert.equal(aborted.reason, REASON);
    const taken = aborted?.status === 'fulfilled' ? ['aborted 1', 'aborted 2'] : [];
    const found = labels(await assertNoHoles(store));
    assert.deepEqual(found, ['before 1', ...taken, 'after 1']);
  });

  list.add('aborting after the answer has no effect', async ({ store }) => {
    const controller = new AbortController();
    await store.append('a', probeEvents('kept'), { signal: controller.signal });
    await fence(store, controller.signal);
    controller.abort(REASON);
    assert.equal((await assertNoHoles(store)).length, 1);
  });

  list.add('no listener stays on a signal that was used', async ({ store }) => {
    const { signal } = new AbortController();
    await store.append('a', probeEvents('kept', 3), { signal });
    await store.append('a', probeEvents('refused'), { signal, expectedVersion: 9n }).catch(() => 0);
    await fence(store, signal);
    await collect(store.read('a', { signal }));
    await collect(store.readAll({ signal }));
    for await (const event of store.readAll({ signal })) if (event.position === 1n) break;
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  list.add('a read stops where it is aborted', async ({ store }) => {
    await store.append('a', probeEvents('event', 100));
    for (const verb of ['read', 'readAll'] as const) {
      const controller = new AbortController();
      const { signal } = controller;
      const events = verb === 'read' ? store.read('a', { signal }) : store.readAll({ signal });
      let seen = 0;
      const reading = (async () => {
        for await (const event of events) {
          seen += 1;
          if (event.version === 10n) controller.abort(REASON);
        }
      })();
      await assert.rejects(reading, (error) => error === REASON);
      assert.equal(seen, 10);
    }
  });
  return list.cases;
}

function addAbortedBeforeCases(list: CaseList): void {
  list.add('an aborted signal stops every verb before it begins', async ({ store }) => {
    await store.append('a', probeEvents('event'));
    const signal = AbortSignal.abort(REASON);
    const verbs: readonly (() => Promise<unknown>)[] = [
      () => store.append('a', probeEvents('aborted'), { signal }),
      () => fence(store, signal),
      () => collect(store.read('a', { signal })),
      () => collect(store.readAll({ signal })),
    ];
    for (const verb of verbs) {
      const call = async (): Promise<unknown> => verb();
      await assert.rejects(call, (error) => error === REASON);
    }
    assert.deepEqual(labels(await assertNoHoles(store)), ['event 1']);
  });
}
