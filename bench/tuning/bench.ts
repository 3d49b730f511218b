/** `npm run bench -- tuning`: what each option and each profile does, on a disk of known cost. */
import { versionOf } from '../contenders/version.ts';
import { showProgress } from '../progress.ts';
import type { Panel } from '../report/chart.ts';
import type { Finding } from '../report/finding.ts';
import type { Report } from '../report/report.ts';
import { summarize } from '../rounds.ts';
import { SWEEPS, type Sweep } from './sweeps.ts';

/** Time is moved by hand: one run says it all, and a quick one would say the same. */
export async function benchTuning(): Promise<Report> {
  const lines: Finding[] = [];
  const panels: Panel[] = [];
  for (const sweep of SWEEPS) {
    showProgress(sweep.title);
    const measured = await measure(sweep);
    lines.push(...linesOf(sweep, measured));
    panels.push(panelOf(sweep, measured));
  }
  showProgress('');
  return {
    name: 'tuning',
    title: 'What the options of a worker do',
    lines,
    sections: [],
    panels,
    versions: [`Holdfast ${versionOf('../..')}`],
  };
}

type Measured = readonly (readonly [name: string, figure: number])[];

async function measure({ trials }: Sweep): Promise<Measured> {
  const measured: (readonly [string, number])[] = [];
  for (const { name, run } of trials) measured.push([name, await run()]);
  return measured;
}

function linesOf({ title, unit }: Sweep, measured: Measured): Finding[] {
  return measured.map(([name, figure]) => ({
    id: name,
    what: title,
    unit,
    ours: { name: 'Holdfast', summary: summarize([figure]) },
    other: undefined,
    target: undefined,
  }));
}

function panelOf({ title, unit, better, usual }: Sweep, measured: Measured): Panel {
  const bars = measured.map(([name, figure]) => ({
    name: name === usual ? `${name} (default)` : name,
    median: figure,
    least: figure,
    most: figure,
    ours: name === usual,
  }));
  return { title, unit, better, bars };
}
