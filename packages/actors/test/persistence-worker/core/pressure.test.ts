import { describe, expect, it } from 'vitest';
import { levelAfter } from '../../../src/persistence-worker/core/pressure.ts';

describe('pressure levels', () => {
  it('begin at 80, 90 and 100 % of the limit', () => {
    const shares = [0, 0.79, 0.8, 0.89, 0.9, 0.99, 1, 1.5];
    expect(shares.map((share) => levelAfter('normal', share))).toEqual([
      'normal',
      'normal',
      'warning',
      'warning',
      'high',
      'high',
      'full',
      'full',
    ]);
  });

  it('stay where they are between the clear mark and their own', () => {
    expect(levelAfter('full', 0.95)).toBe('full');
    expect(levelAfter('high', 0.85)).toBe('high');
    expect(levelAfter('warning', 0.6)).toBe('warning');
  });

  it('fall to normal only below 60 %', () => {
    for (const level of ['warning', 'high', 'full'] as const) {
      expect(levelAfter(level, 0.59)).toBe('normal');
    }
  });

  it('rise from any level', () => {
    expect(levelAfter('warning', 1)).toBe('full');
    expect(levelAfter('high', 1)).toBe('full');
  });
});
