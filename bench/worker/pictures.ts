/** What was measured as bars. */
import type { Bar, Panel } from '../report/chart.ts';
import { formatFigure } from '../report/figures.ts';
import { figureOf, GUARD_RATIO, IDLE_BYTES } from './lines.ts';
import type { Figures } from './measure.ts';

const GUARDS: readonly (readonly [name: string, key: string])[] = [
  ['Holdfast, the guard', 'holdfast_guard_itself'],
  ['Holdfast, all in a batch', 'holdfast_guard_batch'],
  ['Holdfast, alone', 'holdfast_guard_alone'],
  ['cockatiel', 'cockatiel_guard_breaker'],
  ['cockatiel and timeout', 'cockatiel_guard_timeout'],
  ['opossum', 'opossum_guard_breaker'],
  ['opossum and timeout', 'opossum_guard_timeout'],
];

const AGES: readonly (readonly [name: string, key: string])[] = [
  ['bare fence, p99', 'calm_eager.fencep99'],
  ['eager, p50', 'calm_eager.p50'],
  ['eager, p99', 'calm_eager.p99'],
  ['interval, p50', 'calm_interval.p50'],
  ['interval, p99', 'calm_interval.p99'],
];

const RATES: readonly (readonly [name: string, key: string])[] = [
  ['eager: accepted', 'saturated_eager.accepted'],
  ['eager: durable', 'saturated_eager.durable'],
  ['interval: accepted', 'saturated_interval.accepted'],
  ['interval: durable', 'saturated_interval.durable'],
  ['eager, each waits', 'waiting_eager.durable'],
  ['interval, each waits', 'waiting_interval.durable'],
];

export function panelsOf(figures: Figures): Panel[] {
  const bars = (rows: typeof AGES, ours: string): Bar[] =>
    rows.map(([name, key]) => ({
      name,
      ...figureOf(figures, key),
      ours: name.startsWith(ours),
    }));
  return [
    {
      title: 'P5  Memory of an idle supervised worker',
      better: 'shorter',
      unit: 'bytes',
      bars: [{ name: 'Holdfast', ...figureOf(figures, 'idle.bytes'), ours: true }],
      target: IDLE_BYTES,
    },
    {
      title: 'P11  Guarding one call, in bare async calls',
      better: 'shorter',
      unit: 'times',
      bars: GUARDS.map(([name, key]) => guardBar(figures, name, key)),
      target: GUARD_RATIO,
    },
    {
      title: 'Age of an event when it is durable, calm load',
      better: 'shorter',
      unit: 'ms',
      bars: bars(AGES, 'eager'),
    },
    {
      title: 'Events a second of 64 writers',
      better: 'longer',
      unit: 'per_second',
      bars: bars(RATES, 'eager'),
    },
  ];
}

function guardBar(figures: Figures, name: string, key: string): Bar {
  const guarded = figureOf(figures, `${key}.guarded`);
  const bare = figureOf(figures, `${key}.bare`).median;
  return {
    name,
    median: guarded.median / bare,
    least: guarded.least / bare,
    most: guarded.most / bare,
    ours: name.startsWith('Holdfast'),
    remark: formatFigure(guarded.median, 'ms'),
  };
}
