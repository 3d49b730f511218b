import { ActorSystem, silentLogger, spawn } from '@holdfast/actors';
import { describe, expect, test } from 'vitest';
import { encodeKey, hashKey, slotOf } from '../src/key-encoding.ts';

class Point {
  readonly x = 1;
}

const one = Symbol('one');
const point = new Point();
const fn = () => 1;
const system = new ActorSystem({ logger: silentLogger });
const pid = spawn(system, () => undefined);

/** No two of these are the same key. */
const DIFFERENT: readonly unknown[] = [
  ...['', 'a', '1', 'u', 't', '\u0000', '\u0000s1:a', '\u0000[n1;]', 's1:a', '[n1;]'],
  ...[0, 1, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1n, -1n],
  ...[true, false, null, undefined, one, Symbol('one'), Symbol.for('one'), fn, point, new Point()],
  ...[pid, [], [1], ['1'], [1, 2], [2, 1], [[1], 2], [1, [2]], [undefined], [null], ['a', 'b']],
  ...[['ab'], ['a,b'], {}, { a: 1 }, { a: '1' }, { b: 1 }, { a: 1, b: 2 }, { a: undefined }],
  ...[{ a: { b: 1 } }, { ab: 1 }, new Date(0), new Date(1), [new Date(0)], [point], [pid], [one]],
  ...[{ x: 1 }, 'n1;', [1n], [true], [fn]],
];

/** Pairs that are the same key. */
const SAME: readonly (readonly [unknown, unknown])[] = [
  [0, -0],
  [[0], [-0]],
  [Number.NaN, Number.NaN],
  [[Number.NaN], [Number.NaN]],
  [
    { a: 1, b: [2, { c: 3 }] },
    { b: [2, { c: 3 }], a: 1 },
  ],
  [new Date(5), new Date(5)],
  [Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
  [[Symbol.for('x')], [Symbol.for('x')]],
  [
    [point, fn, one],
    [point, fn, one],
  ],
];

describe('keys are compared by what they say (RG-10)', () => {
  test('different keys have different slots and texts', () => {
    expect(new Map(DIFFERENT.map((key) => [slotOf(key), key])).size).toBe(DIFFERENT.length);
    expect(new Set(DIFFERENT.map(encodeKey)).size).toBe(DIFFERENT.length);
  });

  test.each(SAME.map((pair) => [pair]))('%j', ([left, right]) => {
    expect(new Set([slotOf(left), slotOf(right)]).size).toBe(1);
    expect(encodeKey(left)).toBe(encodeKey(right));
  });

  test('a plain key stands for itself', () => {
    for (const key of ['a', 1, null, undefined, true, one, pid, point]) {
      expect(Object.is(slotOf(key), key)).toBe(true);
    }
  });

  test('one part may be there twice, but not inside itself', () => {
    const part = { a: 1 };
    expect(encodeKey([part, part])).toBe(encodeKey([{ a: 1 }, { a: 1 }]));
    const loop: unknown[] = [];
    loop.push({ loop });
    expect(() => encodeKey(loop)).toThrow(expect.objectContaining({ option: 'key' }));
  });
});

describe('hashKey (PS-06)', () => {
  test('is the same for equal keys and within the range', () => {
    for (const [left, right] of SAME) expect(hashKey(left, 97)).toBe(hashKey(right, 97));
    for (const key of DIFFERENT) {
      const hash = hashKey(key, 7);
      expect(Number.isInteger(hash) && hash >= 0 && hash < 7).toBe(true);
    }
  });

  test.each([2, 3, 8])('spreads names over %i', (below) => {
    const found = Array.from({ length: below }, () => 0);
    for (let index = 0; index < 4_000; index += 1) {
      const hash = hashKey(`user-${index}`, below);
      found[hash] = (found[hash] ?? 0) + 1;
    }
    expect(Math.min(...found)).toBeGreaterThan((0.8 * 4_000) / below);
  });

  test('does not change from one version to the next', () => {
    const keys = ['user-1', ['tenant', 7], { a: 1 }, 1.5, true];
    expect(keys.map((key) => hashKey(key, 1_000_000))).toMatchInlineSnapshot(`
      [
        328909,
        298004,
        995068,
        224408,
        127008,
      ]
    `);
  });
});
