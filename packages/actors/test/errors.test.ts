import { describeValue, HoldfastError, hasErrorCode, InvalidOptionError } from '@holdfast/actors';
import { describe, expect, test } from 'vitest';

class FullError extends HoldfastError {}

describe('HoldfastError', () => {
  test('carries its code, is not retryable by default, and is named after its class', () => {
    const error = new FullError('ERR_FULL', 'no room');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'FullError',
      code: 'ERR_FULL',
      message: 'no room',
      retryable: false,
    });
    expect(error.retryAfterMs).toBeUndefined();
    expect('cause' in error).toBe(false);
  });

  test('carries cause, retryable and retryAfterMs when they are known', () => {
    const cause = new Error('disk');
    const error = new FullError('ERR_FULL', 'no room', { cause, retryable: true, retryAfterMs: 0 });
    expect(error).toMatchObject({ cause, retryable: true, retryAfterMs: 0 });
  });
});

describe('InvalidOptionError', () => {
  test('is a TypeError that names the option and the value', () => {
    const error = new InvalidOptionError('timeout', -1, 'a number ≥ 0');
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({
      name: 'InvalidOptionError',
      code: 'ERR_INVALID_OPTION',
      option: 'timeout',
      value: -1,
      message: 'timeout must be a number ≥ 0; got -1',
    });
  });
});

describe('hasErrorCode', () => {
  test('matches the code of any object, whatever its class', () => {
    expect(hasErrorCode(new FullError('ERR_FULL', ''), 'ERR_FULL')).toBe(true);
    expect(hasErrorCode({ code: 'ERR_FULL' }, 'ERR_FULL')).toBe(true);
    expect(hasErrorCode(new FullError('ERR_FULL', ''), 'ERR_OTHER')).toBe(false);
  });

  test.each([null, undefined, 'ERR_FULL', 7, {}])('%j has none', (value) => {
    expect(hasErrorCode(value, 'ERR_FULL')).toBe(false);
  });
});

describe('describeValue', () => {
  test.each<[unknown, string]>([
    ['text', '"text"'],
    ['x'.repeat(80), `"${'x'.repeat(80)}"`],
    ['x'.repeat(81), `"${'x'.repeat(80)}…"`],
    [7, '7'],
    [7n, '7n'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [null, 'null'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [[1, 2], 'an array of 2'],
    [{ a: 1 }, 'an object'],
    [new RangeError('far'), 'RangeError: far'],
  ])('renders value %# short and safe', (value, text) => {
    expect(describeValue(value)).toBe(text);
  });
});
