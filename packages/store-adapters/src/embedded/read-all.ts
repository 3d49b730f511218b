/** Reads the commit records in order of position, and refuses to skip over a missing one. */
import type { RecordedEvent } from '@holdfast/actors/ports';
import { StoreCorruptError } from '../errors.ts';
import type { ReadAllRequest } from '../read-request.ts';
import { type RecordedAppend, recordedEvent } from '../recorded-append.ts';
import { decodeCommit } from './commit-record.ts';
import { commitKeyFrom, FIRST_COMMIT_KEY, LAST_COMMIT_KEY } from './keys.ts';
import { type Level, readFailure } from './level.ts';

/** Bytes that the engine reads ahead. */
const READ_AHEAD = 128 * 1024;

export async function* readAll(
  level: Level,
  request: ReadAllRequest,
): AsyncGenerator<RecordedEvent> {
  const { after, signal } = request;
  try {
    const gte = await startKey(level, after + 1);
    const commits = level.iterator({ gte, lte: LAST_COMMIT_KEY, highWaterMarkBytes: READ_AHEAD });
    let next = after + 1;
    // Leaving the loop in any way closes the engine's iterator.
    for await (const [key, value] of commits) {
      const commit = decodeCommit(key, value);
      const skipped = next - commit.firstPosition;
      if (skipped < 0) throw new StoreCorruptError(`position ${next} is missing`);
      for (let offset = skipped; offset < commit.events.length; offset += 1) {
        signal?.throwIfAborted();
        yield recordedEvent(commit, offset);
      }
      next = endOf(commit) + 1;
    }
  } catch (error) {
    throw readFailure(error);
  }
}

/** The record that holds `position` may begin before it. */
async function startKey(level: Level, position: number): Promise<string> {
  if (position === 1) return FIRST_COMMIT_KEY;
  const range = { gte: FIRST_COMMIT_KEY, lt: commitKeyFrom(position + 1) };
  const [key] = await level.keys({ ...range, reverse: true, limit: 1 }).all();
  return key ?? FIRST_COMMIT_KEY;
}

function endOf(commit: RecordedAppend): number {
  return commit.firstPosition + commit.events.length - 1;
}
