import { expect, test } from 'vitest';
import { oneForOne } from '../../src/strategies/one-for-one.ts';
import { family, told } from '../support/family.ts';

test('only the child itself is started, whatever the others do (SU-54)', () => {
  const children = family({ a: {}, b: { status: 'stopped' }, c: { restart: 'temporary' } });
  expect(told(oneForOne(children, 'b'))).toEqual(['start b']);
});
