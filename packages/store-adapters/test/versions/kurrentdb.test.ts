import { describe, expect, it } from 'vitest';
import {
  fromKurrentRevision,
  fromKurrentState,
  toKurrentRevision,
  toKurrentState,
} from '../../src/index.ts';

describe("KurrentDB's stream states", () => {
  it.each([
    ['any', 'any'],
    ['no_stream', 'no_stream'],
    ['stream_exists', 'stream_exists'],
    [1n, 0n],
    [2n, 1n],
    [2n ** 64n, 2n ** 64n - 1n],
  ] as const)('%s is %s, both ways', (ours, theirs) => {
    expect(toKurrentState(ours)).toBe(theirs);
    expect(fromKurrentState(theirs)).toBe(ours);
  });

  it('says no_stream for a stream of no events, and takes no expectation as none', () => {
    expect(toKurrentState(0n)).toBe('no_stream');
    expect(fromKurrentState()).toBe('any');
  });

  it.each([
    [0n, 'no_stream'],
    [1n, 0n],
    [7n, 6n],
  ] as const)('%s events are revision %s, both ways', (version, revision) => {
    expect(toKurrentRevision(version)).toBe(revision);
    expect(fromKurrentRevision(revision)).toBe(version);
  });

  it.each([-1n, 0, '0', null, 'no stream'])('refuses %s', (value) => {
    const refusal = expect.objectContaining({ code: 'ERR_INVALID_OPTION' }) as Error;
    for (const convert of [
      toKurrentState,
      fromKurrentState,
      toKurrentRevision,
      fromKurrentRevision,
    ])
      expect(() => convert(value as never)).toThrow(refusal);
  });
});
