import { InvalidOptionError, type ReadAllOptions, type ReadOptions } from '@holdfast/actors/ports';
import { checkSignal } from './signal-option.ts';
import { checkStreamName } from './stream-name.ts';

/** A checked read of one stream, in plain numbers. */
export interface ReadRequest {
  /** What to read. */
  readonly stream: string;
  /** Whether the highest version comes first. */
  readonly backward: boolean;
  /** First version to read. Backward it may be `Infinity`: from the stream's end. */
  readonly from: number;
  /** At most so many events; may be `Infinity`. */
  readonly maxCount: number;
  /** Ends the reading. */
  readonly signal: AbortSignal | undefined;
}

/** A checked read of the whole store. */
export interface ReadAllRequest {
  /** Only events after this position. */
  readonly after: number;
  /** Ends the reading. */
  readonly signal: AbortSignal | undefined;
}

/** Checks a read of one stream. Throws `ERR_INVALID_OPTION` naming the option. */
export function checkRead(stream: string, options: ReadOptions = {}): ReadRequest {
  checkStreamName(stream);
  const direction: unknown = options.direction ?? 'forward';
  if (direction !== 'forward' && direction !== 'backward') {
    throw new InvalidOptionError('direction', direction, "'forward' or 'backward'");
  }
  const backward = direction === 'backward';
  const from =
    options.from === undefined
      ? backward
        ? Infinity
        : 1
      : Number(checkBigint('from', options.from, 1n));
  const maxCount = checkMaxCount(options.maxCount);
  return { stream, backward, from, maxCount, signal: checkSignal(options.signal) };
}

/** Checks a read of the whole store. Throws `ERR_INVALID_OPTION` naming the option. */
export function checkReadAll(options: ReadAllOptions = {}): ReadAllRequest {
  const given = options.after === undefined ? 0 : Number(checkBigint('after', options.after, 0n));
  // Beyond the last position that can be, all are the same: there is nothing to read.
  const after = Math.min(given, Number.MAX_SAFE_INTEGER - 1);
  return { after, signal: checkSignal(options.signal) };
}

function checkBigint(option: string, value: unknown, least: bigint): bigint {
  if (typeof value === 'bigint' && value >= least) return value;
  throw new InvalidOptionError(option, value, `a bigint of at least ${String(least)}n`);
}

function checkMaxCount(value: unknown): number {
  if (value === undefined || value === Infinity) return Infinity;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new InvalidOptionError('maxCount', value, 'an integer of at least 0');
}
