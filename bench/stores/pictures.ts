/** What was measured as bars, and as a table of everybody. */
import type { Bar, Panel } from '../report/chart.ts';
import { formatFigure, type Unit } from '../report/figures.ts';
import { table } from '../report/lines.ts';
import type { Section } from '../report/report.ts';
import type { Work } from './cells.ts';
import { NAMES } from './contenders.ts';
import type { Measured } from './lines.ts';
import type { Figure } from './measure.ts';

const STRANGERS: readonly string[] = ['raw', 'emmett_postgres'];

export function panelsOf(measured: Measured): Panel[] {
  const of = (work: Work, figure: Figure): Bar[] => barsOf(measured, work, figure);
  const rate = { better: 'longer', unit: 'per_second' } as const;
  const time = { better: 'shorter', unit: 'ms' } as const;
  return [
    {
      ...rate,
      title: 'Durable events, fence every 5 ms, 1 event an append',
      bars: of('5 ms, 1 event', 'durable'),
    },
    {
      ...rate,
      title: 'Durable events, fence every 5 ms, 10 events an append',
      bars: of('5 ms, 10 events', 'durable'),
    },
    {
      ...rate,
      title: 'Durable events, a fence after every append',
      bars: of('one by one', 'durable'),
    },
    { ...time, title: 'Fence after 100 events, p50', bars: of('fence after 100', 'p50') },
  ];
}

function barsOf({ figures }: Measured, work: Work, figure: Figure): Bar[] {
  return Object.entries(NAMES).flatMap(([contender, name]) => {
    const summary = figures.of(contender, work, figure);
    return summary === undefined
      ? []
      : [{ name, ...summary, ours: !STRANGERS.includes(contender) }];
  });
}

interface Column {
  readonly heading: string;
  readonly work: Work;
  readonly figure: Figure;
  readonly unit: Unit;
}

const ONE: Work = '5 ms, 1 event';
const TEN: Work = '5 ms, 10 events';

const COLUMNS: readonly Column[] = [
  { heading: 'one by one, durable', work: 'one by one', figure: 'durable', unit: 'per_second' },
  { heading: '1 event, accepted', work: ONE, figure: 'accepted', unit: 'per_second' },
  { heading: 'durable', work: ONE, figure: 'durable', unit: 'per_second' },
  { heading: 'fence p50', work: ONE, figure: 'p50', unit: 'ms' },
  { heading: 'fence p99', work: ONE, figure: 'p99', unit: 'ms' },
  { heading: '10 events, accepted', work: TEN, figure: 'accepted', unit: 'per_second' },
  { heading: 'durable', work: TEN, figure: 'durable', unit: 'per_second' },
  { heading: 'fence p50', work: TEN, figure: 'p50', unit: 'ms' },
  { heading: 'fence p99', work: TEN, figure: 'p99', unit: 'ms' },
];

/** Medians of everybody. */
export function sectionsOf({ figures, absent }: Measured, writers: number): Section[] {
  const rows = Object.entries(NAMES)
    .filter(([contender]) => !absent.has(contender))
    .map(([contender, name]) => [
      name,
      ...COLUMNS.map(({ work, figure, unit }) => {
        const summary = figures.of(contender, work, figure);
        return summary === undefined ? '–' : formatFigure(summary.median, unit);
      }),
    ]);
  const heading = `One by one, and ${writers} writers with a fence every 5 ms`;
  return [{ heading, body: table(['', ...COLUMNS.map((column) => column.heading)], rows) }];
}
