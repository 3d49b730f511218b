/**
 * The key space of the embedded store. LevelDB sorts keys by bytes; every number in a key is
 * written with 16 digits, so that byte order is number order.
 *
 *   c <position> : <count>      a commit record: one append, at the position of its first event
 *   i <length> <name> <version> an index entry: the append of a stream that begins at this version
 *   m …                         the store's own notes
 *
 * A stream's name is preceded by its length. Keys of two streams can therefore not meet: names of
 * different length differ in the length, names of equal length are no prefix of each other. The
 * name itself needs no escaping, whatever is in it.
 */

/** Digits that hold every safe integer. */
const WIDTH = 16;
const ZEROS = '0'.repeat(WIDTH);
const NINES = '9'.repeat(WIDTH);

/** Names the layout, so that a folder of another program or version is not mistaken for ours. */
export const FORMAT_KEY = 'm:format';
export const FORMAT = 'holdfast-1';

/** Where the store notes how far it is durable. */
export const FENCE_KEY = 'm:fence';

/** Every commit record lies between these two. */
export const FIRST_COMMIT_KEY: string = `c${ZEROS}`;
export const LAST_COMMIT_KEY: string = `c${NINES}~`;

export function fixedWidth(value: number): string {
  const digits = String(value);
  return ZEROS.slice(digits.length) + digits;
}

export function commitKey(firstPosition: number, count: number): string {
  return `c${fixedWidth(firstPosition)}:${count}`;
}

/** The smallest key that the commit record beginning at `position`, or a later one, can have. */
export function commitKeyFrom(position: number): string {
  return `c${fixedWidth(position)}`;
}

/** The span of positions that a commit record covers; `NaN` in both when the key is not one. */
export function commitSpan(key: string): { readonly first: number; readonly count: number } {
  const first = Number(key.slice(1, 1 + WIDTH));
  const count = Number(key.slice(2 + WIDTH));
  const sound = key.startsWith('c') && key[1 + WIDTH] === ':' && count > 0;
  return sound ? { first, count } : { first: Number.NaN, count: Number.NaN };
}

/** What all index keys of a stream begin with, and those of no other stream. */
export function indexPrefix(stream: string): string {
  return `i${stream.length.toString(16).padStart(3, '0')}${stream}`;
}

export function indexKey(prefix: string, firstVersion: number): string {
  return prefix + fixedWidth(firstVersion);
}

export function firstIndexKey(prefix: string): string {
  return prefix + ZEROS;
}

export function lastIndexKey(prefix: string): string {
  return prefix + NINES;
}

export function indexedVersion(key: string): number {
  return Number(key.slice(-WIDTH));
}
