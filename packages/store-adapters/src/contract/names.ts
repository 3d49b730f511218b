import assert from 'node:assert/strict';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertNoHoles, assertRefused, collect, probeEvents } from './probe-events.ts';

/** Names that a careless key, path or query would mix up, cut short or run. */
const HOSTILE: readonly string[] = [
  ...['a', 'aa', 'a ', ' a', 'A', 'ab', 'a:', 'a:1', 'a-1', 'a/b', 'a/b/c', 'a\\b', '/', '//', '.'],
  ...['..', '../..', '../../etc/passwd', 'C:\\x', '~', 'CON', 'nul', '*', '%', '_', '?', '#', '>'],
  ...[
    'a\u0000',
    'a\u0000b',
    '\u0000',
    '\u0001',
    '\u007f',
    '\u00ff',
    '\uffff',
    '\ufffd',
    '\n',
    '\t',
  ],
  ...["'; drop table events; --", '" or 1=1', '$1', '${x}', '{}', '[]', '"', '\\', '\\u0061'],
  ...['é', 'e\u0301', 'É', 'ß', 'ss', 'İ', 'i', '🌍', '🌎', '\u{10ffff}', '\u200b', '\u202ea'],
  ...['1', '01', '1.0', '0', '-1', '0000000000000001', 'null', 'undefined', 'true', '__proto__'],
  ...['constructor', 'toString', 'hasOwnProperty', 'm:fence', 'c0000000000000001:1', 'i001a'],
  'x'.repeat(512),
  'x'.repeat(511),
  'é'.repeat(512),
];

/** What names no stream. */
const REFUSED: readonly unknown[] = [
  '',
  'x'.repeat(513),
  '\ud800',
  'a\udc00',
  1,
  null,
  undefined,
  {},
];

/** Stream names that try to be somebody else's. */
export function nameCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'names');

  list.add('every stream is isolated from every other, whatever its name', async ({ store }) => {
    await appendToAll(store.append.bind(store), 1);
    await appendToAll(store.append.bind(store), 2);
    for (const name of HOSTILE) {
      const events = await collect(store.read(name));
      assert.deepEqual(
        events.map(({ stream, version, data }) => [stream, version, data]),
        [
          [name, 1n, { name, round: 1 }],
          [name, 2n, { name, round: 2 }],
        ],
      );
      const [last] = await collect(store.read(name, { direction: 'backward', maxCount: 1 }));
      assert.deepEqual([last?.stream, last?.version], [name, 2n]);
    }
    assert.equal((await assertNoHoles(store)).length, HOSTILE.length * 2);
  });

  if (harness.reopen !== undefined) {
    list.add('hostile names survive a reopening', async (context) => {
      await appendToAll(context.store.append.bind(context.store), 1);
      const again = await context.reopen();
      await appendToAll(again.append.bind(again), 2);
      assert.equal((await assertNoHoles(again)).length, HOSTILE.length * 2);
    });
  }

  list.add('refuses what is no name, at every verb', async ({ store }) => {
    for (const name of REFUSED) {
      const stream = name as string;
      const append = (): Promise<unknown> => store.append(stream, probeEvents('refused'));
      const read = async (): Promise<unknown> => collect(store.read(stream));
      await assertRefused(append, 'ERR_INVALID_OPTION');
      await assertRefused(read, 'ERR_INVALID_OPTION');
    }
    assert.deepEqual(await collect(store.readAll()), []);
  });
  return list.cases;
}

type Append = (
  stream: string,
  events: readonly { readonly type: string; readonly data: unknown }[],
  options: { readonly expectedVersion: bigint },
) => Promise<{ readonly nextExpectedVersion: bigint }>;

async function appendToAll(append: Append, round: number): Promise<void> {
  const results = await Promise.all(
    HOSTILE.map((name) =>
      append(name, [{ type: 'named', data: { name, round } }], {
        expectedVersion: BigInt(round - 1),
      }),
    ),
  );
  for (const result of results) assert.equal(result.nextExpectedVersion, BigInt(round));
}
