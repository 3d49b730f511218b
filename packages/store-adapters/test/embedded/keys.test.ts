import { describe, expect, it } from 'vitest';
import {
  commitKey,
  commitKeyFrom,
  commitSpan,
  fixedWidth,
  indexedVersion,
  indexKey,
  indexPrefix,
} from '../../src/embedded/keys.ts';

/** What keys are made of, so that names made of it try to be keys. */
const PIECES = ['a', '0', '1', ':', 'i', 'c', '/', '\0', 'é', '🌍', 'i001a', '0'.repeat(16)];

/** Every name of one to three pieces. */
function names(): readonly string[] {
  const two = PIECES.flatMap((first) => PIECES.map((second) => first + second));
  const three = two.flatMap((start) => PIECES.map((end) => start + end));
  return [...new Set([...PIECES, ...two, ...three])];
}

/** Numbers around every power of ten and of two. */
function numbers(): readonly number[] {
  const edges: number[] = [];
  for (let tens = 1; tens <= 1e15; tens *= 10) edges.push(tens);
  for (let twos = 1; twos <= 2 ** 52; twos *= 2) edges.push(twos);
  const around = edges.flatMap((edge) => [edge - 1, edge, edge + 1]).filter((value) => value > 0);
  const sorted = [...new Set([...around, Number.MAX_SAFE_INTEGER])].sort((a, b) => a - b);
  expect(sorted.length).toBeGreaterThan(150);
  return sorted;
}

const bytes = (key: string): Buffer => Buffer.from(key, 'utf8');

describe('keys', () => {
  it('keep the order of numbers in the order of bytes', () => {
    let previous: number | undefined;
    for (const value of numbers()) {
      if (previous !== undefined) {
        expect(Buffer.compare(bytes(fixedWidth(previous)), bytes(fixedWidth(value)))).toBe(-1);
        const pair = [commitKey(previous, 1000), commitKey(value, 1)].map(bytes);
        expect(Buffer.compare(...(pair as [Buffer, Buffer]))).toBe(-1);
      }
      previous = value;
    }
  });

  it('give back position, count and version', () => {
    for (const value of numbers()) {
      expect(commitSpan(commitKey(value, 7))).toEqual({ first: value, count: 7 });
      expect(indexedVersion(indexKey(indexPrefix('a:1'), value))).toBe(value);
    }
  });

  it('tell what is not the key of a commit record', () => {
    for (const key of ['', 'c', 'rubbish', commitKeyFrom(7), `${commitKeyFrom(7)}:`, 'm:fence']) {
      expect(commitSpan(key)).toEqual({ first: Number.NaN, count: Number.NaN });
    }
    expect(commitSpan(`${commitKeyFrom(7)}:0`).count).toBeNaN();
    expect(commitSpan(`i${commitKey(7, 1).slice(1)}`).count).toBeNaN();
  });

  it('find a commit record from its position on and not after it', () => {
    for (const value of numbers().slice(0, -1)) {
      expect(commitKey(value, 3) >= commitKeyFrom(value)).toBe(true);
      expect(commitKey(value, 3) < commitKeyFrom(value + 1)).toBe(true);
    }
  });

  it('never let the entries of one stream begin like those of another', () => {
    const prefixes = names().map(indexPrefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    const entries = prefixes.map((prefix) => indexKey(prefix, 1));
    // Sorted by bytes, whatever begins with a prefix stands directly behind it.
    const sorted = [...prefixes, ...entries].sort((a, b) => Buffer.compare(bytes(a), bytes(b)));
    for (const [index, prefix] of sorted.entries()) {
      if (!prefixes.includes(prefix)) continue;
      const follower = sorted[index + 1];
      expect(follower).toBe(indexKey(prefix, 1));
      expect(sorted[index + 2]?.startsWith(prefix) ?? false).toBe(false);
    }
  });
});
