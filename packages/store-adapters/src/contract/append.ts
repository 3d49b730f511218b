import assert from 'node:assert/strict';
import { type EventStore, hasErrorCode, type NewEvent } from '@holdfast/actors/ports';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertNoHoles, assertRefused, collect, labels, probeEvents } from './probe-events.ts';

/** What an append returns, keeps and refuses. */
export function appendCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'append');
  addResultCases(list);
  addContentCases(list);
  addRefusalCases(list);
  return list.cases;
}

function addResultCases(list: CaseList): void {
  list.add('answers with the version and the position reached', async ({ store }) => {
    const first = await store.append('a', probeEvents('first', 2));
    assert.deepEqual(first, { nextExpectedVersion: 2n, lastPosition: 2n });
    const other = await store.append('b', probeEvents('other', 3));
    assert.deepEqual(other, { nextExpectedVersion: 3n, lastPosition: 5n });
    const second = await store.append('a', probeEvents('second'));
    assert.deepEqual(second, { nextExpectedVersion: 3n, lastPosition: 6n });
    await assertNoHoles(store);
  });

  list.add('versions and positions are bigints', async ({ store }) => {
    const result = await store.append('a', probeEvents('event', 2));
    const [event] = await collect(store.readAll());
    const numbers = [
      result.nextExpectedVersion,
      result.lastPosition,
      event?.version,
      event?.position,
    ];
    assert.deepEqual(
      numbers.map((number) => typeof number),
      ['bigint', 'bigint', 'bigint', 'bigint'],
    );
  });

  list.add('an event that was accepted can be read at once', async ({ store }) => {
    for (let round = 1; round <= 20; round += 1) {
      await store.append('a', probeEvents(`round ${round}`));
      assert.equal((await collect(store.read('a'))).length, round);
    }
  });

  list.add('a thousand events in one append are one piece', async ({ store }) => {
    const result = await store.append('a', probeEvents('many', 1000));
    assert.deepEqual(result, { nextExpectedVersion: 1000n, lastPosition: 1000n });
    assert.equal((await assertNoHoles(store)).length, 1000);
  });
}

function addContentCases(list: CaseList): void {
  list.add('an event comes back as it went in', async ({ store }) => {
    const began = Date.now();
    const metadata = { correlation: 'c-1', nested: { list: [1, 2] } };
    const data = { text: 'line\nbreak "quoted" \u0000 é 🌍', number: -1.5e-7, list: [null, true] };
    await store.append('a', [
      { type: 'with metadata', data, metadata },
      { type: 'no metadata', data: null },
    ]);
    const [first, second] = await collect(store.read('a'));
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual(
      [first.stream, first.version, first.position, first.type, first.data, first.metadata],
      ['a', 1n, 1n, 'with metadata', data, metadata],
    );
    assert.ok(Math.abs(first.recordedAt - began) < 60_000, 'recordedAt is not the time');
    assert.equal(second.data, null);
    assert.ok(!('metadata' in second), 'metadata that was not given came back');
  });

  list.add('a later change of the objects changes nothing', async ({ store }) => {
    const data = { label: 'before', number: 1 };
    const appended = store.append('a', [{ type: 'probed', data }]);
    data.label = 'after';
    await appended;
    data.label = 'much later';
    const [event] = await collect(store.read('a'));
    assert.deepEqual(event?.data, { label: 'before', number: 1 });
    (event.data as { label: string }).label = 'changed by a reader';
    assert.deepEqual(labels(await collect(store.read('a'))), ['before 1']);
  });
}

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

/** What no store can keep, with the field that must be named. */
const INVALID: readonly (readonly [what: string, event: unknown, field: string])[] = [
  ['null', null, 'event'],
  ['a string', 'probed', 'event'],
  ['no type', { data: 1 }, 'type'],
  ['an empty type', { type: '', data: 1 }, 'type'],
  ['a type that is no string', { type: 7, data: 1 }, 'type'],
  ['no data', { type: 'probed' }, 'data'],
  ['a function as data', { type: 'probed', data: () => 1 }, 'data'],
  ['a bigint as data', { type: 'probed', data: 1n }, 'data'],
  ['a cycle in data', { type: 'probed', data: cyclic }, 'data'],
  ['a bigint in metadata', { type: 'probed', data: 1, metadata: { at: 1n } }, 'metadata'],
  ['a symbol as metadata', { type: 'probed', data: 1, metadata: Symbol('no') }, 'metadata'],
];

function addRefusalCases(list: CaseList): void {
  for (const [what, event, field] of INVALID) {
    list.add(`refuses ${what} by name, and the whole append with it`, async ({ store }) => {
      const events = [...probeEvents('good'), event as NewEvent];
      const appended = store.append('a', events);
      const error = await assertRefused(() => appended, 'ERR_INVALID_EVENT');
      const named = error as { readonly index?: unknown; readonly field?: unknown };
      assert.deepEqual([named.index, named.field], [1, field]);
      await assertUntouched(store);
    });
  }

  list.add('refuses what is not an array of at least one event', async ({ store }) => {
    for (const events of [[], undefined, null, {}, 'probed', { length: 1 }]) {
      const error = await store.append('a', events as never).then(
        () => assert.fail('it was accepted'),
        (reason: unknown) => reason,
      );
      const known = ['ERR_INVALID_OPTION', 'ERR_INVALID_EVENT'];
      assert.ok(
        known.some((code) => hasErrorCode(error, code)),
        String(error),
      );
    }
    await assertUntouched(store);
  });
}

/** Checks that a refusal left no event and used up neither version nor position. */
async function assertUntouched(store: EventStore): Promise<void> {
  assert.deepEqual(await collect(store.readAll()), []);
  const next = await store.append('a', probeEvents('next'), { expectedVersion: 'no_stream' });
  assert.deepEqual(next, { nextExpectedVersion: 1n, lastPosition: 1n });
}
