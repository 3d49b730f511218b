/** How much is measured; README.md says why these figures. */
export interface Setting {
  readonly rounds: number;
  readonly sliceMs: number;
  /** Casts between two calls, where P1 is judged. */
  readonly burst: number;
  /** The same for those that are shown besides, with their own shorter pace. */
  readonly otherBursts: readonly number[];
  readonly outstanding: number;
  /** How long a lost reply is waited for. */
  readonly outstandingTimeoutMs: number;
  readonly crowd: { readonly few: number; readonly many: number; readonly step: number };
}

export const FULL: Setting = {
  rounds: 7,
  sliceMs: 200,
  burst: 1_000,
  otherBursts: [1, 10, 100, 10_000],
  outstanding: 50_000,
  outstandingTimeoutMs: 5_000,
  crowd: { few: 10, many: 100_000, step: 20_000 },
};

export const QUICK: Setting = {
  rounds: 5,
  sliceMs: 40,
  burst: 1_000,
  otherBursts: [],
  outstanding: 20_000,
  outstandingTimeoutMs: 5_000,
  crowd: { few: 10, many: 30_000, step: 10_000 },
};
