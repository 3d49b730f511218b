import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness, HungSyncs } from './harness.ts';
import { assertNoHoles, fence, nextTurn, probeEvents } from './probe-events.ts';

const REASON = new Error('the caller has left');

/** A disk that hangs. Only where the harness can let the syncs of a store hang. */
export function hangCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'hang');
  if (harness.hang === undefined) return list.cases;

  list.add('the caller of a fence that hangs may leave', async (context) => {
    const { store } = context;
    const hung = context.hang();
    await store.append('a', probeEvents('event'));
    const controller = new AbortController();
    const left = fence(store, controller.signal);
    await begun(hung);
    assert.equal(await outcome(left), 'hangs', 'it resolved although its sync had not ended');
    controller.abort(REASON);
    assert.equal(await outcome(left), REASON, 'it hangs past its signal');
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
    hung.release();
    await fence(store);
    await assertNoHoles(store);
  });

  list.add('a sync that hangs is not multiplied', async (context) => {
    const { store } = context;
    const hung = context.hang();
    await store.append('a', probeEvents('event'));
    const staying = fence(store);
    await begun(hung);
    for (let round = 0; round < 5; round += 1) {
      const controller = new AbortController();
      const left = fence(store, controller.signal);
      await outcome(left);
      controller.abort(REASON);
      assert.equal(await outcome(left), REASON, 'it hangs past its signal');
    }
    assert.equal(hung.begun(), 1, 'a second sync was begun while the first one hung');
    hung.release();
    await staying;
    await fence(store);
    await assertNoHoles(store);
  });
  return list.cases;
}

/** Turns of the event loop in which whatever can happen without the disk has happened. */
const TURNS = 50;

async function begun(hung: HungSyncs): Promise<void> {
  for (let turn = 0; turn < 10_000 && hung.begun() === 0; turn += 1) await nextTurn();
  assert.equal(hung.begun(), 1, 'a fence began no sync');
}

/** `resolved`, what it rejected with, or `hangs`. */
async function outcome(fenced: Promise<void>): Promise<unknown> {
  let settled: unknown = 'hangs';
  void fenced.then(
    () => (settled = 'resolved'),
    (error: unknown) => (settled = error),
  );
  for (let turn = 0; turn < TURNS && settled === 'hangs'; turn += 1) await nextTurn();
  return settled;
}
