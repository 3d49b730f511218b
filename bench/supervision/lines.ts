/** What was measured as lines that are judged: ours beside OTP's. */
import { NO_ERLANG, OURS } from '../contenders/line-up.ts';
import { formatCount, type Unit } from '../report/figures.ts';
import type { Finding, Line, Target } from '../report/finding.ts';
import type { Summary } from '../rounds.ts';
import type { Phase } from './crowd.ts';
import type { Measured } from './measured.ts';

/** P7: in ms, and in proportion to OTP's supervisor. */
export const RESTART_MS = 1;
export const RESTART_RATIO = 3;

const PHASES: Readonly<Record<Phase, { readonly what: string; readonly unit: Unit }>> = {
  start: { what: 'start, for each worker', unit: 'ms' },
  memory: { what: 'memory, for each worker', unit: 'bytes' },
  message: { what: 'a cast and a call to all, for each', unit: 'ms' },
  crash: { what: 'crash until restarted, for each crashed', unit: 'ms' },
  stop: { what: 'stop, for each worker', unit: 'ms' },
  left: { what: 'memory left after stop, for each', unit: 'bytes' },
};

interface Series {
  readonly id: string;
  readonly what: string;
  readonly unit: Unit;
  readonly of: (name: string) => Summary | undefined;
}

export function linesOf(measured: Measured): Line[] {
  const { restarts, lives, setting } = measured;
  const restarted = (percentile: 'p50' | 'p99'): Series => ({
    id: 'P7',
    what: `restart until it answers, ${percentile}`,
    unit: 'ms',
    of: (name) => restarts.get(name)?.[percentile],
  });
  const ratio: Target = { of: 'ratio', bound: 'at_most', value: RESTART_RATIO };
  const limit: Target = { of: 'figure', bound: 'at_most', value: RESTART_MS };
  const phases = Object.entries(PHASES) as [Phase, (typeof PHASES)[Phase]][];
  return [
    alone(restarted('p99'), limit),
    beside(restarted('p99'), ratio, measured),
    beside(restarted('p50'), ratio, measured),
    ...phases.map(([phase, shown]) => {
      const of = (name: string): Summary | undefined => lives.get(name)?.get(phase);
      const series = { id: formatCount(setting.workers), ...shown, of };
      // What is left is about nothing, and nothing has no ratio.
      return phase === 'left' ? alone(series, undefined) : beside(series, undefined, measured);
    }),
  ];
}

function beside(series: Series, target: Target | undefined, { hasOtp }: Measured): Line {
  const { id, what } = series;
  const summary = series.of('OTP');
  if (hasOtp && summary !== undefined) {
    return { ...alone(series, target), other: { name: 'OTP', summary } };
  }
  if (target === undefined) return alone(series, undefined);
  return { id, what, skipped: NO_ERLANG };
}

function alone({ id, what, unit, of }: Series, target: Target | undefined): Finding {
  const summary = of(OURS);
  if (summary === undefined) throw new Error(`${what} was not measured`);
  return { id, what, unit, ours: { name: OURS, summary }, other: undefined, target };
}
