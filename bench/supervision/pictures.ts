/** What was measured as bars: ours above OTP's. */
import { OURS } from '../contenders/line-up.ts';
import type { Bar, Panel } from '../report/chart.ts';
import { formatCount, formatFigure } from '../report/figures.ts';
import type { Summary } from '../rounds.ts';
import type { Phase } from './crowd.ts';
import { RESTART_MS, RESTART_RATIO } from './lines.ts';
import type { Measured, RestartTimes } from './measured.ts';

const TIMES: readonly (readonly [phase: Phase, name: string])[] = [
  ['start', 'start'],
  ['message', 'cast and call'],
  ['crash', 'crash, restart'],
  ['stop', 'stop'],
];

export function panelsOf({ setting, restarts, lives }: Measured): Panel[] {
  const workers = formatCount(setting.workers);
  const names = [...lives.keys()];
  const lifeBars = (phase: Phase, label?: string): Bar[] =>
    bars(names, label, (name) => lives.get(name)?.get(phase));
  return [
    restartPanel('p50', restarts),
    restartPanel('p99', restarts),
    {
      title: `${workers} workers: time for each worker`,
      better: 'shorter',
      unit: 'ms',
      bars: TIMES.flatMap(([phase, label]) => lifeBars(phase, label)),
    },
    {
      title: `${workers} workers: memory for each worker`,
      better: 'shorter',
      unit: 'bytes',
      bars: lifeBars('memory'),
    },
  ];
}

function restartPanel(
  percentile: keyof RestartTimes,
  restarts: ReadonlyMap<string, RestartTimes>,
): Panel {
  const otp = restarts.get('OTP')?.[percentile].median;
  const limits = [
    ...(percentile === 'p99' ? [RESTART_MS] : []),
    ...(otp === undefined ? [] : [RESTART_RATIO * otp]),
  ];
  return {
    title: `P7  From a crash until the next life answers, ${percentile}`,
    better: 'shorter',
    unit: 'ms',
    bars: bars([...restarts.keys()], undefined, (name) => restarts.get(name)?.[percentile]),
    target: limits.length === 0 ? undefined : Math.min(...limits),
  };
}

function bars(
  names: readonly string[],
  label: string | undefined,
  of: (name: string) => Summary | undefined,
): Bar[] {
  const ours = of(OURS)?.median;
  return names.flatMap((name) => {
    const summary = of(name);
    if (summary === undefined || ours === undefined) return [];
    const remark = `ours ${formatFigure(ours / summary.median, 'times')}`;
    const full = label === undefined ? name : `${label}: ${name}`;
    return [{ name: full, ...summary, ours: name === OURS, ...(name !== OURS && { remark }) }];
  });
}
