import { InvalidOptionError } from '../errors.ts';

/** The limit of a mailbox as hosts give it. Throws `ERR_INVALID_OPTION`. */
export function checkMaxMailbox(max: number | undefined): number | undefined {
  if (max === undefined || (Number.isInteger(max) && max > 0)) return max;
  throw new InvalidOptionError('maxMailbox', max, 'a whole number > 0');
}
