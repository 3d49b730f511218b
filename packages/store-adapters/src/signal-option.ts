import { InvalidOptionError } from '@holdfast/actors/ports';

/** Checks the `signal` of any verb. Throws `ERR_INVALID_OPTION`, or its reason if it aborted. */
export function checkSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined) return undefined;
  if (!(value instanceof AbortSignal)) {
    throw new InvalidOptionError('signal', value, 'an AbortSignal');
  }
  value.throwIfAborted();
  return value;
}
