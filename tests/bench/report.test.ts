import { describe, expect, it } from 'vitest';
import { formatFigure, formatSummary } from '../../bench/report/figures.ts';
import { type Finding, ratioOf, type Target, verdictOf } from '../../bench/report/finding.ts';
import { markdownOf, textOf } from '../../bench/report/lines.ts';

const exactly = (value: number) => ({ median: value, least: value, most: value });

function finding(ours: number, other: number | undefined, target?: Target): Finding {
  return {
    id: 'P1',
    what: 'casts',
    unit: 'per_second',
    ours: { name: 'ours', summary: exactly(ours) },
    other: other === undefined ? undefined : { name: 'theirs', summary: exactly(other) },
    target,
  };
}

describe('a finding', () => {
  it('puts our median in proportion to theirs', () => {
    expect(ratioOf(finding(300, 100))).toBe(3);
    expect(ratioOf(finding(300, undefined))).toBeUndefined();
  });

  it.each([
    ['at_least', 3, 'met'],
    ['at_least', 3.01, 'missed'],
    ['at_most', 3, 'met'],
    ['at_most', 2.99, 'missed'],
  ] as const)('with a ratio of 3 and a target of %s %d is %s', (bound, value, verdict) => {
    expect(verdictOf(finding(300, 100, { of: 'ratio', bound, value }))).toBe(verdict);
  });

  it('can be judged by our figure alone', () => {
    const target: Target = { of: 'figure', bound: 'at_most', value: 2_800 };
    expect(verdictOf(finding(2_800, undefined, target))).toBe('met');
    expect(verdictOf(finding(2_801, 1, target))).toBe('missed');
  });

  it('has no verdict without a target, and no ratio to judge without another side', () => {
    expect(verdictOf(finding(1, 2))).toBeUndefined();
    const target: Target = { of: 'ratio', bound: 'at_least', value: 1 };
    expect(() => verdictOf(finding(1, undefined, target))).toThrow('two sides');
  });

  it('is written with ratio, target, verdict and both sides', () => {
    const line = finding(9_210_000, 613_000, { of: 'ratio', bound: 'at_least', value: 50 });
    const cells = ['P1', 'casts', '15.0 ×', '≥ 50.0 ×', 'missed'];
    const sides = ['ours 9.21 M/s (9.21 to 9.21)', 'theirs 613 k/s (613 to 613)'];
    expect(textOf([line])).toBe(`${[...cells, ...sides].join('  ')}\n`);
    expect(markdownOf([line])).toContain(`| ${[...cells, ...sides].join(' | ')} |\n`);
  });

  it('that could not be made says why', () => {
    const text = textOf([{ id: 'P1', what: 'casts', skipped: 'no erl here' }]);
    expect(text).toContain('skipped  no erl here');
  });
});

describe('figures', () => {
  it.each([
    [13_449_000, 'per_second', '13.4 M/s'],
    [999_700, 'per_second', '1.00 M/s'],
    [653_000, 'per_second', '653 k/s'],
    [905.4, 'per_second', '905 /s'],
    [2_313, 'bytes', '2.31 kB'],
    [-31.7, 'bytes', '-31.7 B'],
    [0.0812, 'ms', '81.2 µs'],
    [0.00000042, 'ms', '0.42 ns'],
    [4.301, 'ms', '4.30 ms'],
    [1_530, 'ms', '1.53 s'],
    [364.6, 'times', '365 ×'],
    [0.904, 'times', '0.90 ×'],
    [241_767, 'count', '241,767'],
    [0, 'count', '0'],
  ] as const)('%d %s is written as %s', (value, unit, written) => {
    expect(formatFigure(value, unit)).toBe(written);
  });

  it('gives the range in the unit of the median', () => {
    const summary = { median: 90_400, least: 70_700, most: 3_960_000 };
    expect(formatSummary(summary, 'per_second')).toBe('90.4 k/s (70.7 to 3,960)');
  });
});
