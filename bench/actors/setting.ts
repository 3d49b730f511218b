import type { Pace } from '../contenders/rates.ts';

/** How much is measured; README.md says why these figures. */
export interface Setting {
  /** P1 to P3, where they are judged. */
  readonly pace: Pace;
  /** Other burst sizes, and P6. */
  readonly shorterPace: Pace;
  /** Casts between two calls, where P1 is judged. */
  readonly burst: number;
  /** The same for those that are shown besides. */
  readonly otherBursts: readonly number[];
  readonly outstanding: number;
  /** How long a lost reply is waited for. */
  readonly outstandingTimeoutMs: number;
  readonly crowd: { readonly few: number; readonly many: number; readonly step: number };
}

export const FULL: Setting = {
  pace: { rounds: 7, sliceMs: 200 },
  shorterPace: { rounds: 5, sliceMs: 100 },
  burst: 1_000,
  otherBursts: [1, 10, 100, 10_000],
  outstanding: 50_000,
  outstandingTimeoutMs: 5_000,
  crowd: { few: 10, many: 100_000, step: 20_000 },
};

export const QUICK: Setting = {
  pace: { rounds: 5, sliceMs: 25 },
  shorterPace: { rounds: 5, sliceMs: 25 },
  burst: 1_000,
  otherBursts: [],
  outstanding: 20_000,
  outstandingTimeoutMs: 5_000,
  crowd: { few: 10, many: 20_000, step: 5_000 },
};
