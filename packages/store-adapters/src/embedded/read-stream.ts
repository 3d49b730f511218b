/**
 * Reads one stream through its index: a chunk of index entries, then their commit records in one
 * call, forward or backward. A version that is missing is an error, never skipped.
 */
import type { RecordedEvent } from '@holdfast/actors/ports';
import { StoreCorruptError } from '../errors.ts';
import type { ReadRequest } from '../read-request.ts';
import { type RecordedAppend, recordedEvent } from '../recorded-append.ts';
import { decodeCommit } from './commit-record.ts';
import { firstIndexKey, indexKey, indexPrefix, lastIndexKey } from './keys.ts';
import { type Level, readFailure } from './level.ts';

/** Appends read at once; fewer when they are large. */
const FIRST_CHUNK = 8;
const MOST_CHUNK = 128;
const MOST_CHARACTERS = 1024 * 1024;

export async function* readStream(
  level: Level,
  request: ReadRequest,
): AsyncGenerator<RecordedEvent> {
  const { maxCount, backward, signal } = request;
  if (maxCount === 0) return;
  let left = maxCount;
  let wanted = 0;
  try {
    for await (const commit of commitsOf(level, request)) {
      wanted ||= firstWanted(commit, request);
      // The stream ends before the version asked for.
      if (wanted === Infinity) return;
      checkHolds(commit, request.stream, wanted);
      const end = backward ? commit.firstVersion - 1 : lastVersion(commit) + 1;
      for (; wanted !== end; wanted += backward ? -1 : 1) {
        signal?.throwIfAborted();
        yield recordedEvent(commit, wanted - commit.firstVersion);
        left -= 1;
        if (left === 0) return;
      }
    }
  } catch (error) {
    throw readFailure(error);
  }
}

/** The version to begin with, as the first append found tells; `Infinity` when it is not there. */
function firstWanted(commit: RecordedAppend, { from, backward }: ReadRequest): number {
  const last = lastVersion(commit);
  if (backward) return Math.min(from, last);
  return from > last ? Infinity : from;
}

function checkHolds(commit: RecordedAppend, stream: string, version: number): void {
  const holds = commit.firstVersion <= version && version <= lastVersion(commit);
  if (commit.stream === stream && holds) return;
  throw new StoreCorruptError(`version ${version} of ${JSON.stringify(stream)} is missing`);
}

function lastVersion(commit: RecordedAppend): number {
  return commit.firstVersion + commit.events.length - 1;
}

async function* commitsOf(level: Level, request: ReadRequest): AsyncGenerator<RecordedAppend> {
  const range = await indexRange(level, request);
  const index = level.values({ ...range, reverse: request.backward });
  try {
    let size = FIRST_CHUNK;
    for (;;) {
      const keys = await index.nextv(size);
      if (keys.length === 0) return;
      const values = await level.getMany(keys);
      let characters = 0;
      for (const [at, key] of keys.entries()) {
        const value = values[at];
        characters += value?.length ?? 0;
        yield decodeCommit(key, value);
      }
      size = characters > MOST_CHARACTERS ? Math.ceil(size / 2) : Math.min(size * 2, MOST_CHUNK);
    }
  } finally {
    await index.close();
  }
}

/** The index entries to walk. The append that holds `from` may begin before it. */
async function indexRange(
  level: Level,
  request: ReadRequest,
): Promise<{ readonly gte: string; readonly lte: string }> {
  const prefix = indexPrefix(request.stream);
  const whole = { gte: firstIndexKey(prefix), lte: lastIndexKey(prefix) };
  if (request.from > Number.MAX_SAFE_INTEGER) return whole;
  const upTo = { gte: whole.gte, lte: indexKey(prefix, request.from) };
  if (request.backward || request.from === 1) return request.backward ? upTo : whole;
  const [entry] = await level.keys({ ...upTo, reverse: true, limit: 1 }).all();
  return { gte: entry ?? whole.gte, lte: whole.lte };
}
