/**
 * Versions as KurrentDB (EventStoreDB) writes them. Its revision is the number of the last event,
 * from 0; our version is how many events there are. A stream of one event is at revision 0 and at
 * version 1, and one without events has no revision.
 * Source: KurrentDB's Node client, `AppendStreamState` (`AppendExpectedRevision` before).
 */
import { type ExpectedVersion, InvalidOptionError } from '@holdfast/actors/ports';
import { checkExpectedVersion } from '../expected-version.ts';

/** What a KurrentDB append insists on. */
export type KurrentStreamState = 'any' | 'no_stream' | 'stream_exists' | bigint;

/** Our expectation as KurrentDB's. `0n` becomes `no_stream`. Throws `ERR_INVALID_OPTION`. */
export function toKurrentState(expected: ExpectedVersion): KurrentStreamState {
  const checked = checkExpectedVersion(expected);
  return typeof checked === 'bigint' ? toKurrentRevision(checked) : checked;
}

/** KurrentDB's expectation as ours; absent means no check. Throws `ERR_INVALID_OPTION`. */
export function fromKurrentState(state: KurrentStreamState = 'any'): ExpectedVersion {
  if (state === 'any' || state === 'stream_exists' || state === 'no_stream') return state;
  return fromKurrentRevision(state);
}

/** The revision of a stream of `version` events, such as an append's `nextExpectedVersion`. */
export function toKurrentRevision(version: bigint): bigint | 'no_stream' {
  if (typeof version !== 'bigint' || version < 0n) {
    throw new InvalidOptionError('version', version, 'a bigint of at least 0n');
  }
  return version === 0n ? 'no_stream' : version - 1n;
}

/** How many events a stream at `revision` holds. Throws `ERR_INVALID_OPTION`. */
export function fromKurrentRevision(revision: bigint | 'no_stream'): bigint {
  if (revision === 'no_stream') return 0n;
  if (typeof revision === 'bigint' && revision >= 0n) return revision + 1n;
  throw new InvalidOptionError('revision', revision, "'no_stream' or a bigint of at least 0n");
}
