/** Reads pages of whole appends from the thread and gives their events one by one. */
import type { RecordedEvent } from '@holdfast/actors/ports';
import { StoreCorruptError } from '../errors.ts';
import type { ReadAllRequest, ReadRequest } from '../read-request.ts';
import {
  decodeEvents,
  type EventTuple,
  type RecordedAppend,
  recordedEvent,
} from '../recorded-append.ts';
import type { WireRow } from './thread/protocol.ts';

/** Asks the thread for appends, from the one that holds `from`. */
export type FetchPage = (from: number, limit: number) => Promise<readonly WireRow[]>;

/** Appends read at once; fewer when they are large. */
const FIRST_PAGE = 8;
const MOST_PAGE = 256;
const MOST_CHARACTERS = 1024 * 1024;

/** The events of one stream. A version that is missing is an error, never skipped. */
export async function* readStream(
  fetch: FetchPage,
  request: ReadRequest,
): AsyncGenerator<RecordedEvent> {
  const { maxCount, backward, signal, from } = request;
  const step = backward ? -1 : 1;
  const nextVersion = ({ firstVersion, events }: RecordedAppend): number =>
    backward ? firstVersion - 1 : firstVersion + events.length;
  let left = maxCount;
  let wanted = 0;
  for await (const append of appendsOf(fetch, from, maxCount, nextVersion)) {
    const last = append.firstVersion + append.events.length - 1;
    wanted ||= backward ? Math.min(from, last) : from;
    if (append.firstVersion > wanted || wanted > last) missing('version', wanted);
    const end = backward ? append.firstVersion - 1 : last + 1;
    for (; wanted !== end && left > 0; wanted += step, left -= 1) {
      signal?.throwIfAborted();
      yield recordedEvent(append, wanted - append.firstVersion);
    }
    if (left === 0) return;
  }
}

/** The events of a whole store, in order of position. */
export async function* readAll(
  fetch: FetchPage,
  { after, signal }: ReadAllRequest,
): AsyncGenerator<RecordedEvent> {
  const nextPosition = ({ firstPosition, events }: RecordedAppend): number =>
    firstPosition + events.length;
  let wanted = after + 1;
  for await (const append of appendsOf(fetch, wanted, Infinity, nextPosition)) {
    const end = nextPosition(append);
    if (append.firstPosition > wanted || wanted >= end) missing('position', wanted);
    for (; wanted < end; wanted += 1) {
      signal?.throwIfAborted();
      yield recordedEvent(append, wanted - append.firstPosition);
    }
  }
}

async function* appendsOf(
  fetch: FetchPage,
  from: number,
  most: number,
  next: (append: RecordedAppend) => number,
): AsyncGenerator<RecordedAppend> {
  if (most === 0) return;
  let size = FIRST_PAGE;
  for (let begin = from; begin > 0; ) {
    const rows = await fetch(begin, Math.min(size, most));
    let characters = 0;
    for (const row of rows) {
      characters += row[5].length;
      const append = decode(row);
      yield append;
      begin = next(append);
    }
    if (rows.length < Math.min(size, most)) return;
    size = characters > MOST_CHARACTERS ? Math.ceil(size / 2) : Math.min(size * 2, MOST_PAGE);
  }
}

function decode([
  firstPosition,
  stream,
  firstVersion,
  count,
  recordedAt,
  body,
]: WireRow): RecordedAppend {
  let name: unknown;
  let events: readonly EventTuple[];
  try {
    name = JSON.parse(stream);
    events = decodeEvents(body);
  } catch (cause) {
    throw new StoreCorruptError(`the append at position ${firstPosition} cannot be decoded`, cause);
  }
  if (typeof name !== 'string' || events.length !== count) {
    throw new StoreCorruptError(`the append at position ${firstPosition} is not whole`);
  }
  return { stream: name, firstVersion, firstPosition, recordedAt, events };
}

function missing(what: string, number: number): never {
  throw new StoreCorruptError(`${what} ${number} is missing`);
}
