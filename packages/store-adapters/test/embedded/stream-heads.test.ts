import { describe, expect, it } from 'vitest';
import { commitKey, indexKey, indexPrefix } from '../../src/embedded/keys.ts';
import { StreamHeads } from '../../src/embedded/stream-heads.ts';
import { FakeLevel } from '../support/fake-level.ts';

function levelWith(streams: Readonly<Record<string, readonly number[]>>): FakeLevel {
  const fake = new FakeLevel();
  for (const [stream, counts] of Object.entries(streams)) {
    let version = 1;
    for (const count of counts) {
      fake.entries.set(indexKey(indexPrefix(stream), version), commitKey(version, count));
      version += count;
    }
  }
  return fake;
}

describe('StreamHeads', () => {
  it('finds the number of events of a stream in its last index entry', async () => {
    const fake = levelWith({ a: [3, 1, 4], aa: [9], b: [2] });
    const heads = new StreamHeads(fake.level);
    await heads.load(new Set(['a', 'aa', 'none']));
    expect(heads.get('a')?.version).toBe(8);
    expect(heads.get('aa')?.version).toBe(9);
    expect(heads.get('none')?.version).toBe(0);
    expect(heads.get('b')).toBeUndefined();
  });

  it('keeps a bounded number, and those that are in use', async () => {
    const heads = new StreamHeads(new FakeLevel().level, 100);
    let kept = 0;
    for (let index = 0; index < 1000; index += 1) {
      await heads.load(new Set([`stream ${index}`]));
      heads.get('stream 0');
      heads.trim();
    }
    for (let index = 0; index < 1000; index += 1) {
      if (heads.get(`stream ${index}`) !== undefined) kept += 1;
    }
    expect(heads.get('stream 0')).toBeDefined();
    expect(heads.get('stream 1')).toBeUndefined();
    expect(kept).toBeLessThanOrEqual(100);
    expect(kept).toBeGreaterThanOrEqual(40);
  });

  it('refuses an index entry that names no commit record', async () => {
    const fake = new FakeLevel();
    fake.entries.set(indexKey(indexPrefix('a'), 1), 'rubbish');
    const load = new StreamHeads(fake.level).load(new Set(['a']));
    await expect(load).rejects.toMatchObject({ code: 'ERR_STORE_CORRUPT' });
  });
});
