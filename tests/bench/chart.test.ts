import { describe, expect, it } from 'vitest';
import { type Bar, chart, type Panel } from '../../bench/report/chart.ts';
import { scaleFor } from '../../bench/report/scale.ts';

describe('an axis', () => {
  it('is even and begins at 0 while figures are of one size', () => {
    const { logarithmic, ticks, at } = scaleFor([1.18, 3.1]);
    expect([logarithmic, ticks]).toEqual([false, [0, 1, 2, 3, 4]]);
    expect([at(0), at(1), at(4)]).toEqual([0, 0.25, 1]);
  });

  it('ends at the largest figure when that is a tick', () => {
    expect(scaleFor([0.3, 1]).ticks.at(-1)).toBeCloseTo(1);
    expect(scaleFor([10, 100]).ticks).toEqual([0, 20, 40, 60, 80, 100]);
  });

  it('is logarithmic where factors are large: equal factors are equal distances', () => {
    const { logarithmic, ticks, at } = scaleFor([200, 100_000]);
    expect([logarithmic, ticks]).toEqual([true, [100, 1_000, 10_000, 100_000]]);
    expect(at(100)).toBe(0);
    expect(at(100_000)).toBeCloseTo(1);
    expect(at(2_000) - at(200)).toBeCloseTo(at(20_000) - at(2_000));
  });

  it('leaves something of the shortest bar to be seen', () => {
    const { ticks, at } = scaleFor([100, 100_000]);
    expect(ticks[0]).toBe(10);
    expect(at(100)).toBeGreaterThan(0.2);
  });

  it.each([[[0, 10]], [[-1, 10]], [[]], [[1, Number.POSITIVE_INFINITY]], [[Number.NaN, 1]]])(
    'cannot be made for %j',
    (values) => {
      expect(() => scaleFor(values)).toThrow(RangeError);
    },
  );
});

describe('a chart', () => {
  const bar = (name: string, median: number): Bar => ({
    name,
    median,
    least: median,
    most: median,
    ours: name === 'ours',
  });
  const draw = (panel: Partial<Panel>): string =>
    chart(
      'Bars & more',
      ['<machine>'],
      [{ title: 'casts', better: 'longer', unit: 'per_second', bars: [], ...panel }],
    );
  const widths = (svg: string): number[] =>
    [...svg.matchAll(/class="(?:ours|bar)"[^>]* width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );

  it('draws bars in proportion to their figures', () => {
    const [ours = 0, theirs = 0] = widths(draw({ bars: [bar('ours', 400), bar('theirs', 100)] }));
    expect(ours / theirs).toBeCloseTo(4, 1);
  });

  it('makes room for a target that nobody reaches', () => {
    const svg = draw({ bars: [bar('ours', 400)], target: 800 });
    const [, line = ''] = /class="target" x1="([\d.]+)"/.exec(svg) ?? [];
    const [, start = ''] = /class="ours" x="([\d.]+)"/.exec(svg) ?? [];
    const [width = 0] = widths(svg);
    expect((Number(line) - Number(start)) / width).toBeCloseTo(2, 1);
    expect(svg).toContain('target 800 /s');
  });

  it('says when its axis is logarithmic', () => {
    expect(draw({ bars: [bar('ours', 4), bar('theirs', 3)] })).not.toContain('logarithmic');
    expect(draw({ bars: [bar('ours', 400), bar('theirs', 1)] })).toContain('logarithmic');
  });

  it('escapes what it is given', () => {
    const svg = draw({ bars: [bar('a < b', 1)] });
    expect(svg).toContain('Bars &amp; more');
    expect(svg).toContain('&lt;machine&gt;');
    expect(svg).toContain('a &lt; b');
  });
});
