/** Where a figure stands on an axis. */

/** From this factor on, short bars could not be told apart on an even axis. */
const LARGE_FACTOR = 30;

/** A bar is to be seen, so the smallest figure stands at least this far above the axis' begin. */
const VISIBLE = 1.5;

/** About so many ticks stand on an even axis. */
const TICKS = 5;

export interface Scale {
  readonly logarithmic: boolean;
  readonly ticks: readonly number[];
  /** From 0, the begin of the axis, to 1, its end. */
  readonly at: (value: number) => number;
}

/** An axis on which all of these have room: even from 0, or logarithmic where factors are large. */
export function scaleFor(values: readonly number[]): Scale {
  const most = Math.max(...values);
  const least = Math.min(...values);
  if (!(least > 0 && Number.isFinite(most))) throw new RangeError('figures above 0 are needed');
  return most / least >= LARGE_FACTOR ? logarithmic(least, most) : even(most);
}

function even(most: number): Scale {
  const rough = most / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((nice) => nice * power >= rough) ?? 10) * power;
  const count = Math.ceil(most / step - 1e-9);
  const ticks = Array.from({ length: count + 1 }, (_, index) => index * step);
  return { logarithmic: false, ticks, at: (value) => value / (count * step) };
}

function logarithmic(least: number, most: number): Scale {
  const from = Math.floor(Math.log10(least / VISIBLE));
  const to = Math.log10(most);
  const decades = Math.floor(to + 1e-9) - from;
  const ticks = Array.from({ length: decades + 1 }, (_, index) => 10 ** (from + index));
  return { logarithmic: true, ticks, at: (value) => (Math.log10(value) - from) / (to - from) };
}
