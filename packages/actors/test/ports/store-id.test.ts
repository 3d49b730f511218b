import { MAX_STORE_ID_LENGTH, storeId } from '@holdfast/actors/ports';
import { describe, expect, test } from 'vitest';

describe('storeId', () => {
  test.each(['a', 'orders', 'a/b', '../x', 'с-кириллицей', '🙂', ' ', 'x'.repeat(200)])(
    'takes %j as it is',
    (value) => {
      expect(storeId(value)).toBe(value);
    },
  );

  test.each([
    '',
    'x'.repeat(MAX_STORE_ID_LENGTH + 1),
    'a\nb',
    'a\0',
    '\x7f',
    '\ud800',
    '\udc00x',
    undefined,
    null,
    7,
    {},
    ['a'],
  ])('refuses %j', (value) => {
    expect(() => storeId(value)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_OPTION' }));
  });

  test('names the option that it was given for', () => {
    expect(() => storeId(7, 'stores[2]')).toThrow(/^stores\[2\] must be/);
  });
});
