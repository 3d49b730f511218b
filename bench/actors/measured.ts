import type { CrowdFigures } from './crowd.ts';
import type { OutstandingRates, Rates } from './messages.ts';
import type { Setting } from './setting.ts';

/** Everything that one run has measured. */
export interface Measured {
  readonly setting: Setting;
  readonly casts: Rates;
  /** By burst size, the judged one included. */
  readonly bursts: ReadonlyMap<number, Rates>;
  readonly calls: Rates;
  readonly outstanding: OutstandingRates;
  readonly crowds: ReadonlyMap<string, CrowdFigures>;
  /** The contenders, ours first. */
  readonly names: readonly string[];
  readonly hasOtp: boolean;
}

/** Throws: a contender whose figure is missing must not vanish from a report. */
export function figureOf<T>(figures: ReadonlyMap<string, T>, name: string): T {
  const figure = figures.get(name);
  if (figure === undefined) throw new Error(`nothing was measured of ${name}`);
  return figure;
}
