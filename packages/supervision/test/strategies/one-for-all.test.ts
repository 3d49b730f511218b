import { describe, expect, test } from 'vitest';
import { oneForAll } from '../../src/strategies/one-for-all.ts';
import { family, told } from '../support/family.ts';

describe('one_for_all (SU-55)', () => {
  test.each(['a', 'b', 'c'])(
    '%s ended: the others stop, latest first; all start in order',
    (id) => {
      const others = ['c', 'b', 'a'].filter((other) => other !== id);
      const actions = oneForAll(family({ a: {}, b: {}, c: {} }), id);
      expect(told(actions)).toEqual([`stop ${others.join(' ')}`, 'start a', 'start b', 'start c']);
    },
  );

  test('temporary siblings are stopped for good (SU-58)', () => {
    const children = family({ a: {}, t: { restart: 'temporary' }, c: {} });
    expect(told(oneForAll(children, 'a'))).toEqual(['stop c t', 'forget t', 'start a', 'start c']);
  });

  test('siblings that were not running are started too (SU-59)', () => {
    const children = family({
      a: {},
      off: { status: 'stopped', restart: 'transient' },
      again: { status: 'restarting' },
    });
    expect(told(oneForAll(children, 'a'))).toEqual([
      'stop again off',
      'start a',
      'start off',
      'start again',
    ]);
  });

  test('an only child is just started', () => {
    expect(told(oneForAll(family({ a: {} }), 'a'))).toEqual(['start a']);
  });
});
