/** Values that no program should pass, drawn by a seed so that a run can be repeated. */

/** Chance that repeats: mulberry32. Answers 0 to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const STRANGE: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -0,
  () => 2 ** 53,
  () => 10n,
  () => Symbol('strange'),
  () => '',
  () => '\u0000',
  () => '\ud800',
  () => 'x'.repeat(201),
  () => '__proto__',
  () => 'constructor',
  () => '5 s',
  () => '-5s',
  () => '1e3',
  () => '99999999h',
  () => [],
  () => [1, 'a', null],
  () => ({}),
  () => Object.create(null) as unknown,
  () => ({ type: 'tick' }),
  () => ({ aborted: 'no' }),
  () => new Date(Number.NaN),
  () => new Map(),
  () => () => undefined,
  () => Promise.resolve(),
  () => new Proxy({}, {}),
];

/** One of the strange values, or a number or text by chance. */
export function hostile(random: () => number): unknown {
  const kind = random();
  if (kind < 0.15) return Math.floor((random() - 0.5) * 2 ** (random() * 60));
  if (kind < 0.25) return (random() - 0.5) * 1e6;
  if (kind < 0.4) return text(random);
  return pick(STRANGE, random)();
}

export function text(random: () => number): string {
  const length = Math.floor(random() * 12);
  return String.fromCharCode(...Array.from({ length }, () => Math.floor(random() * 0x250)));
}

export function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}
