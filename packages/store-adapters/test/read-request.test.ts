import { describe, expect, it } from 'vitest';
import { checkRead, checkReadAll } from '../src/read-request.ts';

describe('read requests', () => {
  it('fill in what was left out', () => {
    const whole = { stream: 'a', maxCount: Infinity, signal: undefined };
    expect(checkRead('a')).toEqual({ ...whole, backward: false, from: 1 });
    const backward = checkRead('a', { direction: 'backward' });
    expect(backward).toEqual({ ...whole, backward: true, from: Infinity });
    expect(checkReadAll()).toEqual({ after: 0, signal: undefined });
  });

  it('keep a position countable, however large it was given', () => {
    const { after } = checkReadAll({ after: 2n ** 70n });
    expect(Number.isSafeInteger(after + 1)).toBe(true);
  });
});
