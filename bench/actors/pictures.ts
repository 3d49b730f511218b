/** What was measured as bars and tables. */

import { OURS } from '../contenders/line-up.ts';
import type { Bar, Panel } from '../report/chart.ts';
import { formatCount, formatFigure } from '../report/figures.ts';
import type { Target } from '../report/finding.ts';
import { table } from '../report/lines.ts';
import type { Section } from '../report/report.ts';
import type { Summary } from '../rounds.ts';
import { figureOf, type Measured } from './measured.ts';
import { AMONG_MANY, CALLS, CASTS, IDLE_BYTES, OUTSTANDING } from './targets.ts';

type Figures = ReadonlyMap<string, Summary>;

export function panelsOf({ setting, casts, calls, outstanding, crowds }: Measured): Panel[] {
  const { burst, outstanding: atOnce, crowd } = setting;
  const idle = new Map([...crowds].map(([name, { bytes }]) => [name, bytes]));
  const bytes = { unit: 'bytes', better: 'shorter', target: IDLE_BYTES.value } as const;
  const among = `${formatCount(crowd.many)} workers alive ÷ ${crowd.few} alive`;
  return [
    ratePanel(`P1  Casts, in bursts of ${formatCount(burst)}`, casts, CASTS),
    ratePanel('P2  Calls one after the other, each with a timeout', calls, CALLS),
    ratePanel(`P3  ${formatCount(atOnce)} calls at once`, outstanding.rates, OUTSTANDING),
    { ...bytes, title: 'P4  Memory of an idle worker', bars: barsOf(idle) },
    {
      title: `P6  Cost of one message: ${among}`,
      better: 'shorter',
      unit: 'times',
      bars: amongManyBars(crowds),
      target: AMONG_MANY.value,
    },
  ];
}

function ratePanel(
  title: string,
  figures: Figures,
  targets: Readonly<Record<string, Target>>,
): Panel {
  const needed = [...figures].map(([name, { median }]) => median * (targets[name]?.value ?? 0));
  const target = Math.max(...needed);
  return {
    title,
    better: 'longer',
    unit: 'per_second',
    bars: barsOf(figures),
    target,
  };
}

/** Ours first, then the peers, each with what ours is to it. */
function barsOf(figures: Figures): Bar[] {
  const ours = figureOf(figures, OURS).median;
  return [...figures].map(([name, summary]) => {
    const remark = `ours ${formatFigure(ours / summary.median, 'times')}`;
    return { name, ...summary, ours: name === OURS, ...(name !== OURS && { remark }) };
  });
}

function amongManyBars(crowds: Measured['crowds']): Bar[] {
  return [...crowds].flatMap(([name, { costs }]) =>
    [...costs].map(([message, { few, many }]) => ({
      name: `${name}, ${message}`,
      median: many.median / few.median,
      least: many.least / few.median,
      most: many.most / few.median,
      ours: name === OURS,
    })),
  );
}

/** Only where several burst sizes were measured. */
export function sectionsOf({ bursts, names }: Measured): Section[] {
  if (bursts.size < 2) return [];
  const sizes = [...bursts].toSorted(([a], [b]) => a - b);
  const rows = sizes.map(([burst, rates]) => [
    formatCount(burst),
    ...names.map((name) => formatFigure(figureOf(rates, name).median, 'per_second')),
  ]);
  return [{ heading: 'Casts by burst size', body: table(['burst', ...names], rows) }];
}
