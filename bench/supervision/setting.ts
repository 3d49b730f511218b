/** How much is measured; README.md says why these figures. */
export interface Setting {
  readonly restartRounds: number;
  /** Few enough that the supervisors' own list of recent restarts stays short. */
  readonly restarts: number;
  readonly crowdRounds: number;
  readonly workers: number;
  /** How many of them crash. */
  readonly crashed: number;
}

export const FULL: Setting = {
  restartRounds: 9,
  restarts: 500,
  crowdRounds: 5,
  workers: 100_000,
  crashed: 1_000,
};

export const QUICK: Setting = {
  restartRounds: 5,
  restarts: 200,
  crowdRounds: 5,
  workers: 10_000,
  crashed: 100,
};
