import assert from 'node:assert/strict';
import type { EventStore, ExpectedVersion } from '@holdfast/actors/ports';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertNoHoles, assertRefused, collect, labels, probeEvents } from './probe-events.ts';

/** Whether an append passes on a stream of two events, of one, and on one that does not exist. */
const TABLE: readonly (readonly [
  expected: ExpectedVersion,
  two: boolean,
  one: boolean,
  none: boolean,
])[] = [
  ['any', true, true, true],
  ['no_stream', false, false, true],
  ['stream_exists', true, true, false],
  [0n, false, false, true],
  [1n, false, true, false],
  [2n, true, false, false],
  [3n, false, false, false],
  [2n ** 64n, false, false, false],
];

/** Optimistic concurrency. */
export function versionCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'versions');
  for (const [expected, two, one, none] of TABLE) {
    list.add(`expecting ${describe(expected)}`, async ({ store }) => {
      await store.append('two', probeEvents('given', 2));
      await store.append('one', probeEvents('given'));
      await assertVerdict(store, 'two', expected, 2n, two);
      await assertVerdict(store, 'one', expected, 1n, one);
      await assertVerdict(store, 'none', expected, 0n, none);
      await assertNoHoles(store);
    });
  }
  addRaceCases(list);

  list.add('refuses an expectation that can never be right', async ({ store }) => {
    for (const expectedVersion of [-1n, 2, '2', 'none', null, {}]) {
      const append = (): Promise<unknown> =>
        store.append('a', probeEvents('refused'), { expectedVersion: expectedVersion as never });
      await assertRefused(append, 'ERR_INVALID_OPTION');
    }
    assert.deepEqual(await collect(store.readAll()), []);
  });
  return list.cases;
}

function addRaceCases(list: CaseList): void {
  list.add('of racers with one expectation exactly one wins', async ({ store }) => {
    for (let version = 0n; version < 10n; version += 1n) {
      const race = Array.from({ length: 8 }, (_, racer) =>
        store.append('a', probeEvents(`racer ${racer}`), { expectedVersion: version }),
      );
      const outcomes = await Promise.allSettled(race);
      const winners = outcomes.filter(({ status }) => status === 'fulfilled');
      assert.equal(winners.length, 1, `${winners.length} racers won`);
    }
    assert.equal((await assertNoHoles(store)).length, 10);
  });

  list.add('a conflict rejects that append and none of its neighbours', async ({ store }) => {
    const appends = [
      store.append('a', probeEvents('before'), { expectedVersion: 0n }),
      store.append('a', probeEvents('refused', 3), { expectedVersion: 0n }),
      store.append('a', probeEvents('after'), { expectedVersion: 1n }),
      store.append('b', probeEvents('other'), { expectedVersion: 0n }),
    ];
    const outcomes = await Promise.allSettled(appends);
    const answers = outcomes.map((each) => (each.status === 'fulfilled' ? each.value : 'refused'));
    assert.deepEqual(answers, [
      { nextExpectedVersion: 1n, lastPosition: 1n },
      'refused',
      { nextExpectedVersion: 2n, lastPosition: 2n },
      { nextExpectedVersion: 1n, lastPosition: 3n },
    ]);
    await assertRefused(() => appends[1], 'ERR_WRONG_EXPECTED_VERSION');
    const all = await assertNoHoles(store);
    assert.deepEqual(labels(all), ['before 1', 'after 1', 'other 1']);
  });
}

async function assertVerdict(
  store: EventStore,
  stream: string,
  expected: ExpectedVersion,
  actual: bigint,
  passes: boolean,
): Promise<void> {
  const append = store.append(stream, probeEvents('tried'), { expectedVersion: expected });
  if (passes) {
    assert.equal((await append).nextExpectedVersion, actual + 1n);
    return;
  }
  const error = await assertRefused(() => append, 'ERR_WRONG_EXPECTED_VERSION');
  const fields = error as { stream?: unknown; expected?: unknown; actual?: unknown };
  assert.deepEqual([fields.stream, fields.expected, fields.actual], [stream, expected, actual]);
  assert.equal((await collect(store.read(stream))).length, Number(actual));
}

function describe(expected: ExpectedVersion): string {
  return typeof expected === 'bigint' ? `version ${String(expected)}` : expected;
}
