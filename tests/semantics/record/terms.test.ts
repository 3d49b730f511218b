import { expect, test } from 'vitest';
import { erlangTerm } from './terms.ts';

test('JSON becomes terms that Erlang reads', () => {
  expect(erlangTerm(null)).toBe('nil');
  expect(erlangTerm([true, false, -3, 1.5])).toBe('[true,false,-3,1.5]');
  expect(erlangTerm('a"b')).toBe('<<97,34,98>>');
  expect(erlangTerm('ü')).toBe('<<195,188>>');
  expect(erlangTerm('')).toBe('<<>>');
  expect(erlangTerm({ a: [], b: { c: 1 } })).toBe('#{<<97>>=>[],<<98>>=>#{<<99>>=>1}}');
});
