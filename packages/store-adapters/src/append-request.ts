import {
  type AppendOptions,
  type ExpectedVersion,
  InvalidOptionError,
  type NewEvent,
} from '@holdfast/actors/ports';
import { AppendTooLargeError } from './errors.ts';
import { eventText } from './event-text.ts';
import { checkExpectedVersion } from './expected-version.ts';
import { checkSignal } from './signal-option.ts';
import { checkStreamName } from './stream-name.ts';

/** The most JSON that one append may hold, in UTF-16 units: 16 Mi. */
export const MAX_APPEND_LENGTH: number = 16 * 1024 * 1024;

/** An append that passed the door: it can be refused for its version, but no longer for itself. */
export interface AppendRequest {
  /** Where to append. */
  readonly stream: string;
  /** The version that the append insists on; `any` when it does not. */
  readonly expected: ExpectedVersion;
  /** Number of events, at least 1. */
  readonly count: number;
  /** The texts of the events, `[type,data]` or `[type,data,metadata]`, joined by commas. */
  readonly body: string;
  /** Withdraws the append until it is taken up. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Checks an append before anything of it is kept, and takes the text of its events, so that a
 * later change of the caller's objects changes nothing. Throws `ERR_INVALID_OPTION` for stream,
 * `events`, `expectedVersion` or `signal`, `ERR_INVALID_EVENT` for one event,
 * `ERR_APPEND_TOO_LARGE` beyond `MAX_APPEND_LENGTH`, and the signal's reason if it has aborted.
 */
export function checkAppend(
  stream: string,
  events: readonly NewEvent[],
  options?: AppendOptions,
): AppendRequest {
  checkStreamName(stream);
  if (!Array.isArray(events) || events.length === 0) {
    throw new InvalidOptionError('events', events, 'an array of at least one event');
  }
  const expected = checkExpectedVersion(options?.expectedVersion);
  const signal = checkSignal(options?.signal);
  const count = events.length;
  let body = eventText(events[0], 0);
  for (let index = 1; index < count; index += 1) {
    body += `,${eventText(events[index], index)}`;
    // Checked on the way: the sum of many legal events must not exhaust the memory first.
    if (body.length > MAX_APPEND_LENGTH) break;
  }
  if (body.length > MAX_APPEND_LENGTH) {
    throw new AppendTooLargeError(body.length, MAX_APPEND_LENGTH);
  }
  return { stream, expected, count, body, signal };
}
