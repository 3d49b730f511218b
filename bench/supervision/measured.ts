import type { Summary } from '../rounds.ts';
import type { Phase } from './crowd.ts';
import type { Setting } from './setting.ts';

/** Everything that one run has measured, by contender. */
export interface Measured {
  readonly setting: Setting;
  readonly restarts: ReadonlyMap<string, RestartTimes>;
  readonly lives: ReadonlyMap<string, ReadonlyMap<Phase, Summary>>;
  readonly hasOtp: boolean;
}

/** In ms, from a crash until the next life answers. */
export interface RestartTimes {
  readonly p50: Summary;
  readonly p99: Summary;
}
