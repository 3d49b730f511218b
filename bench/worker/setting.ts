/** How much is measured; README.md says why these figures. */
export interface Setting {
  readonly rounds: number;
  /** Idle workers: counted from the few to the many. */
  readonly idle: { readonly few: number; readonly many: number };
  /** Forced persistences of a round, on the embedded store and on the one in memory. */
  readonly forced: { readonly embedded: number; readonly memory: number };
  readonly guarded: number;
  readonly hangMs: number;
  /** In `interval` mode it has to be longer than the interval, 5 s. */
  readonly calmMs: { readonly interval: number; readonly eager: number };
  readonly saturatedMs: { readonly interval: number; readonly eager: number };
}

export const FULL: Setting = {
  rounds: 5,
  idle: { few: 2_000, many: 12_000 },
  forced: { embedded: 200, memory: 2_000 },
  guarded: 10_000,
  hangMs: 2_000,
  calmMs: { interval: 5_500, eager: 2_000 },
  saturatedMs: { interval: 5_500, eager: 1_500 },
};

export const QUICK: Setting = {
  rounds: 5,
  idle: { few: 500, many: 2_500 },
  forced: { embedded: 40, memory: 500 },
  guarded: 5_000,
  hangMs: 600,
  calmMs: { interval: 5_200, eager: 500 },
  saturatedMs: { interval: 5_200, eager: 500 },
};
