import assert from 'node:assert/strict';
import type { EventStore, ReadOptions } from '@holdfast/actors/ports';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertRefused, collect, probeEvents } from './probe-events.ts';

const LENGTH = 11;

/** Reading one stream. */
export function readCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'read');

  list.add('every start, direction and count gives what a plain list gives', async ({ store }) => {
    await fill(store);
    for (const direction of ['forward', 'backward', undefined] as const) {
      for (const from of [undefined, 1n, 2n, 4n, 10n, 11n, 12n, 1000n, 2n ** 70n]) {
        for (const maxCount of [undefined, 0, 1, 3, 100]) {
          const options = given({ direction, from, maxCount });
          const read = await collect(store.read('a', options));
          const versions = read.map(({ version }) => version);
          const asked = JSON.stringify({ direction, from: String(from), maxCount });
          assert.deepEqual(versions, expected(options), asked);
        }
      }
    }
  });

  list.add('a stream that does not exist is empty in every direction', async ({ store }) => {
    await fill(store);
    for (const direction of ['forward', 'backward'] as const) {
      assert.deepEqual(await collect(store.read('none', { direction })), []);
      assert.deepEqual(await collect(store.read('none', { direction, from: 3n })), []);
    }
  });

  list.add('a reader that stops early leaves nothing open', async ({ store }) => {
    await store.append('a', probeEvents('event', 500));
    for (let round = 0; round < 20; round += 1) {
      for await (const event of store.read('a')) {
        if (event.version === 3n) break;
      }
    }
    await assert.rejects(async () => {
      for await (const event of store.read('a')) throw new Error(`stop at ${event.type}`);
    }, /stop at probed/);
    assert.equal((await collect(store.read('a'))).length, 500);
    await store.close();
  });

  list.add('long streams of large appends are read whole', async ({ store }) => {
    const pad = 'x'.repeat(20_000);
    for (let index = 0; index < 150; index += 1) {
      await store.append('large', [{ type: 'padded', data: { index, pad } }]);
    }
    const forward = await collect(store.read('large'));
    const indexes = forward.map(({ data }) => (data as { index: number }).index);
    assert.deepEqual(
      indexes,
      Array.from({ length: 150 }, (_, index) => index),
    );
    const backward = await collect(store.read('large', { direction: 'backward' }));
    assert.deepEqual(backward, forward.reverse());
  });

  list.add('refuses options that can never be right', async ({ store }) => {
    await fill(store);
    const refused: readonly unknown[] = [
      { from: 0n },
      { from: -1n },
      { from: 1 },
      { maxCount: -1 },
      { maxCount: 1.5 },
      { maxCount: Number.NaN },
      { maxCount: 3n },
      { direction: 'sideways' },
      { signal: 'stop' },
    ];
    for (const options of refused) {
      const read = (): Promise<unknown> => collect(store.read('a', options as ReadOptions));
      await assertRefused(read, 'ERR_INVALID_OPTION');
    }
  });
  return list.cases;
}

/** Eleven events in appends of different size, and another stream between them. */
async function fill(store: EventStore): Promise<void> {
  for (const count of [1, 4, 2, 1, 3]) {
    await store.append('a', probeEvents('event', count));
    await store.append('b', probeEvents('between', 2));
  }
}

interface ReadTable {
  readonly direction?: 'forward' | 'backward' | undefined;
  readonly from?: bigint | undefined;
  readonly maxCount?: number | undefined;
}

/** Leaves out what is undefined: an option that is absent is not an option that is given. */
function given(table: ReadTable): ReadOptions {
  const entries = Object.entries(table).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}

function expected({ direction, from, maxCount }: ReadOptions): readonly bigint[] {
  const all = Array.from({ length: LENGTH }, (_, index) => BigInt(index + 1));
  const chosen =
    direction === 'backward'
      ? all.filter((version) => from === undefined || version <= from).reverse()
      : all.filter((version) => from === undefined || version >= from);
  return chosen.slice(0, maxCount);
}
