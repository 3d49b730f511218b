/**
 * Reads appends page by page. A page is a statement of its own, so a slow reader holds neither a
 * connection nor a snapshot. What is missing in between is an error, never skipped.
 */
import type { RecordedEvent } from '@holdfast/actors/ports';
import { StoreCorruptError } from '../errors.ts';
import type { ReadAllRequest, ReadRequest } from '../read-request.ts';
import { decodeEvents, type RecordedAppend, recordedEvent } from '../recorded-append.ts';
import type { Row } from './server.ts';
import type { Statements } from './statements.ts';
import { streamKey, streamOf } from './stream-key.ts';

/** Asks the server, or throws because the store is closed. */
export type Ask = (text: string, values: readonly unknown[]) => Promise<readonly Row[]>;

/** Appends in one page; fewer when they are large. */
const FIRST_PAGE = 8;
const MOST_ROWS = 128;
const MOST_CHARACTERS = 1024 * 1024;

export async function* readAll(
  ask: Ask,
  statements: Statements,
  store: string,
  { after, signal }: ReadAllRequest,
): AsyncGenerator<RecordedEvent> {
  const [first] = await ask(statements.firstOfAll, [store, after + 1]);
  const start = Number(first?.['start'] ?? after + 1);
  const page = (from: number, size: number): Promise<readonly Row[]> =>
    ask(statements.pageOfAll, [store, from, size]);
  let next = after + 1;
  for await (const append of pages(page, start, endOf)) {
    const skipped = next - append.firstPosition;
    if (skipped < 0) throw new StoreCorruptError(`position ${next} is missing`);
    for (let offset = skipped; offset < append.events.length; offset += 1) {
      signal?.throwIfAborted();
      yield recordedEvent(append, offset);
    }
    next = endOf(append);
  }
}

export async function* readStream(
  ask: Ask,
  statements: Statements,
  store: string,
  request: ReadRequest,
): AsyncGenerator<RecordedEvent> {
  const { stream, backward, maxCount, signal } = request;
  if (maxCount === 0) return;
  const bound = Math.min(request.from, Number.MAX_SAFE_INTEGER);
  const key = streamKey(stream);
  const start = backward ? bound : await startForward(ask, statements, [store, key, bound]);
  const text = backward ? statements.pageBackward : statements.pageForward;
  const page = (from: number, size: number): Promise<readonly Row[]> =>
    ask(text, [store, key, from, size]);
  const step = ({ firstVersion, events }: RecordedAppend): number =>
    backward ? firstVersion - 1 : firstVersion + events.length;
  let wanted: number | undefined;
  let left = maxCount;
  for await (const append of pages(page, start, step)) {
    const last = append.firstVersion + append.events.length - 1;
    if (wanted === undefined) {
      // The stream ends before the version asked for.
      if (!backward && bound > last) return;
      wanted = Math.min(bound, last);
    }
    if (wanted > last || wanted < append.firstVersion) {
      throw new StoreCorruptError(`version ${wanted} of ${JSON.stringify(stream)} is missing`);
    }
    const end = backward ? append.firstVersion - 1 : last + 1;
    for (; wanted !== end; wanted += backward ? -1 : 1) {
      signal?.throwIfAborted();
      yield recordedEvent(append, wanted - append.firstVersion);
      left -= 1;
      if (left === 0) return;
    }
  }
}

/** Position behind the last event of an append. */
function endOf({ firstPosition, events }: RecordedAppend): number {
  return firstPosition + events.length;
}

/** The append that holds a version may begin before it. */
async function startForward(
  ask: Ask,
  statements: Statements,
  values: readonly [store: string, stream: string, version: number],
): Promise<number> {
  if (values[2] === 1) return 1;
  const [first] = await ask(statements.firstOfStream, values);
  return Number(first?.['start'] ?? values[2]);
}

/** Appends, page after page. `step` says where the page after an append begins. */
async function* pages(
  page: (from: number, size: number) => Promise<readonly Row[]>,
  start: number,
  step: (append: RecordedAppend) => number,
): AsyncGenerator<RecordedAppend> {
  let from = start;
  let size = FIRST_PAGE;
  for (;;) {
    const rows = await page(from, size);
    let characters = 0;
    for (const row of rows) {
      characters += (row['body'] as string).length;
      const append = decode(row);
      from = step(append);
      yield append;
    }
    if (rows.length < size) return;
    size = characters > MOST_CHARACTERS ? Math.ceil(size / 2) : Math.min(size * 2, MOST_ROWS);
  }
}

function decode(row: Row): RecordedAppend {
  const firstPosition = Number(row['first_position']);
  const events = parse(row['body'] as string, firstPosition);
  if (events.length !== row['count']) {
    throw new StoreCorruptError(`the append at position ${firstPosition} lacks events`);
  }
  return {
    stream: streamOf(row['stream'] as string),
    firstVersion: Number(row['first_version']),
    firstPosition,
    recordedAt: Number(row['recorded_at']),
    events,
  };
}

function parse(body: string, position: number): RecordedAppend['events'] {
  try {
    return decodeEvents(body);
  } catch (cause) {
    throw new StoreCorruptError(`the append at position ${position} cannot be decoded`, cause);
  }
}
