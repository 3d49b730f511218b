import { describe, expect, test } from 'vitest';
import { restForOne } from '../../src/strategies/rest-for-one.ts';
import { family, told } from '../support/family.ts';

describe('rest_for_one (SU-56)', () => {
  test.each<[string, string[]]>([
    ['a', ['stop d c b', 'start a', 'start b', 'start c', 'start d']],
    ['b', ['stop d c', 'start b', 'start c', 'start d']],
    ['c', ['stop d', 'start c', 'start d']],
    ['d', ['start d']],
  ])('%s ended: %j', (id, expected) => {
    expect(told(restForOne(family({ a: {}, b: {}, c: {}, d: {} }), id))).toEqual(expected);
  });

  test('temporary siblings behind it are stopped for good, those before it are left (SU-58)', () => {
    const temporary = { restart: 'temporary' } as const;
    const children = family({ t1: temporary, b: {}, t2: temporary, d: {} });
    expect(told(restForOne(children, 'b'))).toEqual([
      'stop d t2',
      'forget t2',
      'start b',
      'start d',
    ]);
  });

  test('siblings behind it that were not running are started too (SU-59)', () => {
    const stopped = { status: 'stopped' } as const;
    const children = family({ before: stopped, b: {}, behind: stopped });
    expect(told(restForOne(children, 'b'))).toEqual(['stop behind', 'start b', 'start behind']);
  });
});
