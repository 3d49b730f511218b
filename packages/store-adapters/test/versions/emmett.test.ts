import { describe, expect, it } from 'vitest';
import { fromEmmettVersion, toEmmettVersion } from '../../src/index.ts';

/** Ours, and what Emmett's `matchesExpectedVersion` understands by the same. */
const PAIRS = [
  ['any', 'NO_CONCURRENCY_CHECK'],
  ['no_stream', 'STREAM_DOES_NOT_EXIST'],
  ['stream_exists', 'STREAM_EXISTS'],
  [0n, 0n],
  [1n, 1n],
  [2n ** 64n, 2n ** 64n],
] as const;

describe("Emmett's versions", () => {
  it.each(PAIRS)('%s is %s, both ways', (ours, theirs) => {
    expect(toEmmettVersion(ours)).toBe(theirs);
    expect(fromEmmettVersion(theirs)).toBe(ours);
  });

  it('takes no expectation as none', () => {
    expect(fromEmmettVersion()).toBe('any');
    expect(fromEmmettVersion(undefined)).toBe('any');
  });

  it.each([-1n, 1, '1', 'any', 'stream_exists', null])('refuses %s from Emmett', (expected) => {
    expect(() => fromEmmettVersion(expected as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'expectedStreamVersion' }),
    );
  });

  it.each([-1n, 1, 'STREAM_EXISTS', null])('refuses %s of ours', (expected) => {
    expect(() => toEmmettVersion(expected as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'expectedVersion' }),
    );
  });
});
