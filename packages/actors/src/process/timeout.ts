import { InvalidOptionError } from '../errors.ts';

/** A timeout as hosts write it, in ms. Throws `ERR_INVALID_OPTION` for anything else. */
export function checkTimeout(timeout: number | 'infinity'): number {
  if (timeout === 'infinity') return Number.POSITIVE_INFINITY;
  if (typeof timeout === 'number' && timeout >= 0) return timeout;
  throw new InvalidOptionError('timeout', timeout, 'a number of milliseconds ≥ 0 or infinity');
}
