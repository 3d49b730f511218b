/**
 * Versions as Emmett writes them. It counts the events of a stream, as we do, so numbers stay what
 * they are and only the statements have other names.
 * Source: Emmett, `ExpectedStreamVersion`.
 */
import { type ExpectedVersion, InvalidOptionError } from '@holdfast/actors/ports';
import { checkExpectedVersion } from '../expected-version.ts';

/** What an Emmett append insists on. */
export type EmmettExpectedVersion =
  | 'NO_CONCURRENCY_CHECK'
  | 'STREAM_DOES_NOT_EXIST'
  | 'STREAM_EXISTS'
  | bigint;

/** Our expectation in Emmett's words. Throws `ERR_INVALID_OPTION`. */
export function toEmmettVersion(expected: ExpectedVersion): EmmettExpectedVersion {
  const checked = checkExpectedVersion(expected);
  if (checked === 'any') return 'NO_CONCURRENCY_CHECK';
  if (checked === 'no_stream') return 'STREAM_DOES_NOT_EXIST';
  return checked === 'stream_exists' ? 'STREAM_EXISTS' : checked;
}

/** Emmett's expectation in ours; absent means no check. Throws `ERR_INVALID_OPTION`. */
export function fromEmmettVersion(expected?: EmmettExpectedVersion): ExpectedVersion {
  if (expected === undefined || expected === 'NO_CONCURRENCY_CHECK') return 'any';
  if (expected === 'STREAM_DOES_NOT_EXIST') return 'no_stream';
  if (expected === 'STREAM_EXISTS') return 'stream_exists';
  if (typeof expected === 'bigint' && expected >= 0n) return expected;
  const legal = "one of Emmett's three words or a bigint of at least 0n";
  throw new InvalidOptionError('expectedStreamVersion', expected, legal);
}
