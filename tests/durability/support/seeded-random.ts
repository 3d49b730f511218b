/** Random numbers that a seed repeats. Algorithm: mulberry32. */
export type Random = () => number;

/** A source of numbers from 0 up to, but not including, 1. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of this run: `HOLDFAST_SEED`, or the clock's. */
export function runSeed(): number {
  const given = process.env['HOLDFAST_SEED'];
  return given === undefined ? Date.now() % 2 ** 32 : Number(given);
}

/** A whole number from `least` to `most`. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}
