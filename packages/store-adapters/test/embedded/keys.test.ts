import fc from 'fast-check';
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

/** Names made of the pieces that keys are made of, so that confusion is likely. */
const name = fc.oneof(
  fc
    .array(
      fc.constantFrom('a', '0', '1', ':', 'i', 'c', '/', '\0', 'é', '🌍', '0000000000000001'),
      {
        minLength: 1,
        maxLength: 8,
      },
    )
    .map((pieces) => pieces.join('')),
  fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }).filter((text) => text.isWellFormed()),
);
const position = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

const bytes = (key: string): Buffer => Buffer.from(key, 'utf8');

describe('keys', () => {
  it('keeps the order of numbers in the order of bytes', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        const order = Math.sign(a - b);
        expect(Buffer.compare(bytes(fixedWidth(a)), bytes(fixedWidth(b)))).toBe(order);
        const records = [commitKey(a, 7), commitKey(b, 1000)].map(bytes) as [Buffer, Buffer];
        if (a !== b) expect(Buffer.compare(...records)).toBe(order);
      }),
    );
  });

  it('gives back position, count and version', () => {
    fc.assert(
      fc.property(position, fc.integer({ min: 1, max: 1e6 }), name, (at, count, stream) => {
        expect(commitSpan(commitKey(at, count))).toEqual({ first: at, count });
        expect(indexedVersion(indexKey(indexPrefix(stream), at))).toBe(at);
      }),
    );
  });

  it('finds a commit record from its position on and not after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e12 }), (at) => {
        expect(commitKey(at, 3) >= commitKeyFrom(at)).toBe(true);
        expect(commitKey(at, 3) < commitKeyFrom(at + 1)).toBe(true);
      }),
    );
  });

  it('never lets the entries of one stream begin like those of another', () => {
    fc.assert(
      fc.property(name, name, position, (a, b, version) => {
        fc.pre(a !== b);
        const entry = bytes(indexKey(indexPrefix(a), version));
        const other = bytes(indexPrefix(b));
        expect(entry.subarray(0, other.length).equals(other)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
