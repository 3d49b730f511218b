/**
 * Keys compared by what they say. Arrays, plain objects and dates are equal when their parts are;
 * numbers, strings and other plain values as in a `Map` (`1` is not `'1'`, `NaN` is itself);
 * functions, pids and objects of a class are equal to themselves only.
 */
import { InvalidOptionError, isPid } from '@holdfast/actors';

/** Starts what stands for a structured key, so that no plain string is taken for one. */
const MARK = '\u0000';

/** What stands for a key in a `Map`: for most keys the key itself. */
export function slotOf(key: unknown): unknown {
  if (typeof key === 'string') return key.startsWith(MARK) ? MARK + encodeKey(key) : key;
  return isStructured(key) ? MARK + encodeKey(key) : key;
}

/** One text for one key. Throws `ERR_INVALID_OPTION` for a key that contains itself. */
export function encodeKey(key: unknown): string {
  return encode(key, []);
}

/**
 * A number in `0 … below - 1` for a key, the same for equal keys and in every process as long as no
 * identities are in it. FNV-1a over the encoding, with a final mix so that the low bits count.
 */
export function hashKey(key: unknown, below: number): number {
  const text = encodeKey(key);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash ^= hash >>> 13;
  return (hash >>> 0) % below;
}

function encode(value: unknown, around: readonly object[]): string {
  switch (typeof value) {
    case 'string':
      return `s${value.length}:${value}`;
    case 'number':
      // In a Map -0 is 0.
      return `n${value === 0 ? 0 : value};`;
    case 'bigint':
      return `i${value};`;
    case 'boolean':
      return value ? 't' : 'f';
    case 'undefined':
      return 'u';
    case 'symbol':
      return identityOf(value);
    case 'function':
      return identityOf(value);
    case 'object':
      return value === null ? '0' : encodeObject(value, around);
  }
}

function encodeObject(value: object, around: readonly object[]): string {
  if (value instanceof Date) return `d${value.getTime()};`;
  if (!isStructured(value)) return identityOf(value);
  if (around.includes(value)) {
    throw new InvalidOptionError('key', value, 'without a part that contains it');
  }
  const within = [...around, value];
  if (Array.isArray(value)) {
    return `[${value.map((part: unknown) => encode(part, within)).join('')}]`;
  }
  const parts = Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, part]) => encode(name, within) + encode(part, within));
  return `{${parts.join('')}}`;
}

/** Whether a value is compared by its parts. */
function isStructured(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || isPid(value)) return false;
  if (Array.isArray(value) || value instanceof Date) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const identities = new WeakMap<WeakKey, number>();
let lastIdentity = 0;

/** A symbol of the global registry is its name; everything else gets a number when it is first met. */
function identityOf(value: WeakKey): string {
  if (typeof value === 'symbol') {
    const shared = Symbol.keyFor(value);
    if (shared !== undefined) return `y${encodeKey(shared)}`;
  }
  let identity = identities.get(value);
  if (identity === undefined) {
    lastIdentity += 1;
    identity = lastIdentity;
    identities.set(value, identity);
  }
  return `#${identity};`;
}
