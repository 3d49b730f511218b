import { InvalidOptionError } from '@holdfast/actors/ports';

/** The longest legal stream name, in UTF-16 units. */
export const MAX_STREAM_NAME_LENGTH = 512;

/**
 * Refuses what cannot name a stream: anything but a string of 1 to 512 well-formed characters.
 * Every other name is legal and isolated from all others: separators, `..`, NUL, wildcards, SQL.
 * A lone surrogate is refused because it has no UTF-8 form: two such names would become one.
 * Throws `ERR_INVALID_OPTION`.
 */
export function checkStreamName(value: unknown): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > MAX_STREAM_NAME_LENGTH) {
    const expected = `a string of 1 to ${MAX_STREAM_NAME_LENGTH} characters`;
    throw new InvalidOptionError('stream', value, expected);
  }
  if (!value.isWellFormed()) {
    throw new InvalidOptionError('stream', value, 'free of lone surrogates');
  }
  return value;
}
