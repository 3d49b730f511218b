/** How figures are written: three digits, and a unit that keeps them short. */
import type { Summary } from '../rounds.ts';

/** What a figure counts: operations a second, milliseconds, bytes, or how many times or things. */
export type Unit = 'per_second' | 'ms' | 'bytes' | 'times' | 'count';

type Steps = readonly (readonly [least: number, suffix: string])[];

/** The largest step that does not exceed the figure gives the suffix. */
const STEPS: Readonly<Record<Unit, Steps>> = {
  per_second: [
    [1e6, ' M/s'],
    [1e3, ' k/s'],
    [1, ' /s'],
  ],
  ms: [
    [1e3, ' s'],
    [1, ' ms'],
    [1e-3, ' µs'],
    [1e-6, ' ns'],
  ],
  bytes: [
    [1e6, ' MB'],
    [1e3, ' kB'],
    [1, ' B'],
  ],
  times: [[1, ' ×']],
  count: [[1, '']],
};

export function formatFigure(value: number, unit: Unit): string {
  if (unit === 'count') return formatCount(value);
  const [step, suffix] = stepOf(value, unit);
  return `${threeDigits(value / step)}${suffix}`;
}

/** Median and range: `9.21 M/s (8.10 to 9.90)`, the range in the unit of the median. */
export function formatSummary({ median, least, most }: Summary, unit: Unit): string {
  if (unit === 'count' && least === most) return formatCount(median);
  const [step] = stepOf(median, unit);
  const range = `${threeDigits(least / step)} to ${threeDigits(most / step)}`;
  return `${formatFigure(median, unit)} (${range})`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

function stepOf(value: number, unit: Unit): Steps[number] {
  const steps = STEPS[unit];
  // Rounded first, so that 999.7 k/s is written as 1.00 M/s.
  const rounded = Number(Math.abs(value).toPrecision(3));
  return steps.find(([least]) => rounded >= least) ?? steps.at(-1) ?? [1, ''];
}

function threeDigits(value: number): string {
  const rounded = Number(value.toPrecision(3));
  if (Math.abs(rounded) >= 100) return formatCount(rounded);
  return rounded.toFixed(Math.abs(rounded) >= 10 ? 1 : 2);
}
