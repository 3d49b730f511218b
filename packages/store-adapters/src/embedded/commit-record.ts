import { StoreCorruptError } from '../errors.ts';
import type { EventTuple, RecordedAppend } from '../recorded-append.ts';
import { commitSpan } from './keys.ts';

/** The value of a commit record. `quotedStream` is the stream's name as JSON. */
export function encodeCommit(
  quotedStream: string,
  firstVersion: number,
  recordedAt: number,
  body: string,
): string {
  return `[${quotedStream},${firstVersion},${recordedAt},[${body}]]`;
}

/** Decodes a commit record and checks it against its key. Throws `ERR_STORE_CORRUPT`. */
export function decodeCommit(key: string, value: string | undefined): RecordedAppend {
  if (value === undefined) throw new StoreCorruptError(`the commit record ${key} is missing`);
  const { first, count } = commitSpan(key);
  const fields = parseFields(key, value);
  const [stream, firstVersion, recordedAt, events] = fields;
  const sound =
    typeof stream === 'string' &&
    Number.isSafeInteger(firstVersion) &&
    Number.isFinite(recordedAt) &&
    Array.isArray(events) &&
    events.length === count;
  if (!sound) throw new StoreCorruptError(`the commit record ${key} is not what its key says`);
  return {
    stream,
    firstVersion: firstVersion as number,
    firstPosition: first,
    recordedAt: recordedAt as number,
    events: events as EventTuple[],
  };
}

function parseFields(key: string, value: string): readonly unknown[] {
  try {
    const fields: unknown = JSON.parse(value);
    return Array.isArray(fields) ? fields : [];
  } catch (cause) {
    throw new StoreCorruptError(`the commit record ${key} cannot be decoded`, cause);
  }
}
