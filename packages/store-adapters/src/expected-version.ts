import { type ExpectedVersion, InvalidOptionError } from '@holdfast/actors/ports';

/** Checks what an append insists on. Throws `ERR_INVALID_OPTION`. */
export function checkExpectedVersion(value: unknown): ExpectedVersion {
  if (value === undefined) return 'any';
  if (value === 'any' || value === 'no_stream' || value === 'stream_exists') return value;
  if (typeof value === 'bigint' && value >= 0n) return value;
  const expected = "'any', 'no_stream', 'stream_exists' or a bigint of at least 0n";
  throw new InvalidOptionError('expectedVersion', value, expected);
}
