/** What was measured as lines that are judged: the targets of the stores. */
import type { Unit } from '../report/figures.ts';
import type { Line, Target } from '../report/finding.ts';
import type { Work } from './cells.ts';
import { NAMES } from './contenders.ts';
import type { Figure, Figures } from './measure.ts';

export interface Measured {
  readonly figures: Figures;
  /** Why each contender that is missing could not take part. */
  readonly absent: ReadonlyMap<string, string>;
}

interface Side {
  readonly contender: string;
  readonly work: Work;
  readonly figure: Figure;
}

interface Comparison {
  readonly id: string;
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Side;
  readonly beside?: Side;
  readonly target?: Target;
}

const atLeast = (value: number): Target => ({ of: 'ratio', bound: 'at_least', value });
const atMost = (value: number): Target => ({ of: 'ratio', bound: 'at_most', value });
const limit = (value: number): Target => ({ of: 'figure', bound: 'at_most', value });

const durable = (contender: string, work: Work): Side => ({ contender, work, figure: 'durable' });
const accepted = (contender: string, work: Work): Side => ({ contender, work, figure: 'accepted' });
const p50 = (contender: string, work: Work): Side => ({ contender, work, figure: 'p50' });
const p99 = (contender: string, work: Work): Side => ({ contender, work, figure: 'p99' });

const ONE = '5 ms, 1 event';
const TEN = '5 ms, 10 events';
const rate = { unit: 'per_second' } as const;
const time = { unit: 'ms' } as const;

function besideRaw(contender: string, value: number): readonly Comparison[] {
  return [ONE, TEN].map((work) => ({
    ...rate,
    id: 'P10',
    what: `${NAMES[contender]}, fence every ${work}: durable`,
    ours: durable(contender, work as Work),
    beside: durable('raw', work as Work),
    target: atLeast(value),
  }));
}

function ownPace(contender: string): readonly Comparison[] {
  const name = NAMES[contender];
  return [
    {
      ...rate,
      id: 'P8',
      what: `${name}, fence every 100 ms ÷ never: accepted`,
      ours: accepted(contender, '100 ms'),
      beside: accepted(contender, 'never'),
      target: atLeast(0.95),
    },
    {
      ...time,
      id: 'fence',
      what: `${name}, fence after 100 events, p50 ÷ raw data sync`,
      ours: p50(contender, 'fence after 100'),
      beside: p50('raw', 'fence after 100'),
      target: atMost(1.6),
    },
    {
      ...time,
      id: 'loop',
      what: `${name}, event loop p99 with slow syncs ÷ idle`,
      ours: p99(contender, 'busy, slow syncs'),
      beside: p99('embedded', 'idle, slow syncs'),
      target: atMost(1.5),
    },
    {
      ...time,
      id: 'fence',
      what: `${name}, fence under saturation, p99`,
      ours: p99(contender, 'endurance'),
      target: limit(40),
    },
  ];
}

const COMPARISONS: readonly Comparison[] = [
  ...besideRaw('embedded', 0.5),
  {
    ...rate,
    id: 'P10',
    what: 'embedded, fence every 5 ms, 10 events ÷ one by one',
    ours: durable('embedded', TEN),
    beside: durable('embedded', 'one by one'),
    target: atLeast(60),
  },
  ...besideRaw('sqlite', 0.16),
  {
    ...rate,
    id: 'P10',
    what: 'PostgreSQL, 4 appends of 100 and a fence: durable ÷ raw one by one',
    ours: durable('postgres', 'groups'),
    beside: durable('raw', 'one by one'),
    target: atLeast(20),
  },
  ...ownPace('embedded'),
  ...ownPace('sqlite'),
  {
    ...rate,
    id: 'Emmett',
    what: 'PostgreSQL, fence every 5 ms, 1 event: durable',
    ours: durable('postgres', ONE),
    beside: durable('emmett_postgres', ONE),
  },
  {
    ...rate,
    id: 'Emmett',
    what: 'PostgreSQL, fence every 5 ms, 10 events: durable',
    ours: durable('postgres', TEN),
    beside: durable('emmett_postgres', TEN),
  },
  {
    ...rate,
    id: 'Emmett',
    what: 'PostgreSQL, 4 appends of 100 and a fence: durable',
    ours: durable('postgres', 'groups'),
    beside: durable('emmett_postgres', 'groups'),
  },
];

/** Its store needs `sqlite3`, which is compiled or fetched from elsewhere when it is installed. */
const NO_EMMETT_SQLITE = 'its driver, sqlite3, comes without a binary and would be compiled';

export function linesOf(measured: Measured): Line[] {
  const emmett = { id: 'Emmett', what: 'SQLite', skipped: NO_EMMETT_SQLITE };
  return [...COMPARISONS.map((comparison) => lineOf(comparison, measured)), emmett];
}

function lineOf({ ours, beside, ...line }: Comparison, { figures, absent }: Measured): Line {
  for (const { contender, work } of beside === undefined ? [ours] : [ours, beside]) {
    const reason = absent.get(contender) ?? `without strace there are no slow syncs`;
    if (figures.of(contender, work, ours.figure) === undefined) {
      return { id: line.id, what: line.what, skipped: reason };
    }
  }
  return {
    ...line,
    ours: side(ours, figures),
    other: beside && side(beside, figures),
    target: line.target,
  };
}

function side({ contender, work, figure }: Side, figures: Figures) {
  const summary = figures.of(contender, work, figure);
  if (summary === undefined) throw new Error(`${contender}: ${work} was not measured`);
  return { name: NAMES[contender] ?? contender, summary };
}
