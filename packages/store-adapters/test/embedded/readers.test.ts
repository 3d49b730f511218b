import { describe, expect, it } from 'vitest';
import { encodeCommit } from '../../src/embedded/commit-record.ts';
import { commitKey, indexKey, indexPrefix } from '../../src/embedded/keys.ts';
import { readAll } from '../../src/embedded/read-all.ts';
import { readStream } from '../../src/embedded/read-stream.ts';
import { checkRead, checkReadAll, type RecordedEvent } from '../../src/store-adapter.ts';
import { FakeLevel } from '../support/fake-level.ts';

/** One stream of `count` appends of one event each. */
function levelWith(count: number): FakeLevel {
  const fake = new FakeLevel();
  for (let at = 1; at <= count; at += 1) {
    fake.entries.set(commitKey(at, 1), encodeCommit('"a"', at, 1, `["noted",${at}]`));
    fake.entries.set(indexKey(indexPrefix('a'), at), commitKey(at, 1));
  }
  return fake;
}

const READERS: readonly (readonly [
  name: string,
  read: (fake: FakeLevel, signal?: AbortSignal) => AsyncIterable<RecordedEvent>,
])[] = [
  ['readStream', (fake, signal) => readStream(fake.level, checkRead('a', signalOption(signal)))],
  ['readAll', (fake, signal) => readAll(fake.level, checkReadAll(signalOption(signal)))],
];

function signalOption(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

for (const [name, read] of READERS) {
  describe(name, () => {
    it('releases the iterator of the engine, however it ends', async () => {
      const fake = levelWith(300);
      for await (const { version } of read(fake)) if (version === 3n) break;
      expect(fake.openIterators.size).toBe(0);
      const controller = new AbortController();
      const aborted = (async () => {
        for await (const { version } of read(fake, controller.signal)) {
          expect(fake.openIterators.size).toBe(1);
          if (version === 5n) controller.abort(new Error('enough'));
        }
      })();
      await expect(aborted).rejects.toThrow('enough');
      expect(fake.openIterators.size).toBe(0);
      let seen = 0;
      for await (const { version } of read(fake)) {
        seen += 1;
        expect(version).toBe(BigInt(seen));
      }
      expect([seen, fake.openIterators.size]).toEqual([300, 0]);
    });

    it('refuses to skip over what is missing', async () => {
      const fake = levelWith(300);
      fake.entries.delete(commitKey(200, 1));
      fake.entries.delete(indexKey(indexPrefix('a'), 200));
      let seen = 0;
      const reading = (async () => {
        for await (const event of read(fake)) seen = Number(event.position);
      })();
      await expect(reading).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
      expect([seen, fake.openIterators.size]).toEqual([199, 0]);
    });
  });
}
