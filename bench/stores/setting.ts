/** How much is measured; README.md says why these figures. Times in ms. */
export interface Setting {
  readonly rounds: number;
  /** What one cell counts, after it has warmed up for less than half of that. */
  readonly ms: number;
  readonly writers: number;
  /** How long the only cell of endurance takes. */
  readonly enduranceMs: number;
  /** How much slower every sync is made for the event loop's delay. */
  readonly slowSyncMs: number;
}

export const FULL: Setting = {
  rounds: 5,
  ms: 1_000,
  writers: 64,
  enduranceMs: 25_000,
  slowSyncMs: 5,
};

export const QUICK: Setting = { ...FULL, rounds: 3, ms: 300, enduranceMs: 3_000 };
