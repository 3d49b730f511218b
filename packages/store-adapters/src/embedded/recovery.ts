/**
 * What opening a store does before anybody may use it. After a power cut LevelDB may hold a later
 * batch without an earlier one, so a reader could see event 9 without event 8. Everything after the
 * first gap is therefore removed, and the caller is told how much. What a fence had promised is
 * never removed: if that is incomplete the store refuses to open, and nothing is changed.
 */
import { StoreCorruptError } from '../errors.ts';
import { decodeCommit } from './commit-record.ts';
import { decodeMark, encodeMark } from './fence-mark.ts';
import {
  commitKeyFrom,
  commitSpan,
  FENCE_KEY,
  FIRST_COMMIT_KEY,
  indexKey,
  indexPrefix,
  LAST_COMMIT_KEY,
} from './keys.ts';
import type { Level } from './level.ts';

/** What opening the store found. */
export interface Recovery {
  /** The last position that a fence is known to have made durable before the store was opened. */
  readonly fencedPosition: bigint;
  /** The last position in the store now. */
  readonly lastPosition: bigint;
  /** Events that stood after a gap and were removed. None of them was ever fenced. */
  readonly trimmed: number;
}

/** Checks what the engine holds, trims what stands after a gap, and marks the rest as durable. */
export async function recover(level: Level, syncLogs: () => Promise<void>): Promise<Recovery> {
  const mark = decodeMark(await level.get(FENCE_KEY));
  await checkFenced(level, mark.completed);
  const lastPosition = await lastBeforeGap(level, mark.completed);
  const tail = await keysAfter(level, lastPosition);
  for (let end = tail.keys.length; end > 0; end -= DELETES_AT_ONCE) {
    const keys = tail.keys.slice(Math.max(0, end - DELETES_AT_ONCE), end);
    await level.batch(keys.map((key) => ({ type: 'del', key })));
  }
  // The engine has copied its logs into synced tables by now, so all that is left is durable. The
  // removals must be as well: what they removed would else come back between new events.
  const now = encodeMark({ completed: lastPosition, claimed: lastPosition });
  await level.put(FENCE_KEY, now, { sync: true });
  await syncLogs();
  const fenced = mark.claimed <= lastPosition ? mark.claimed : mark.completed;
  return {
    fencedPosition: BigInt(fenced),
    lastPosition: BigInt(lastPosition),
    trimmed: tail.events,
  };
}

const DELETES_AT_ONCE = 1000;

/** The fenced part must end exactly where the fence said. */
async function checkFenced(level: Level, completed: number): Promise<void> {
  if (completed === 0) return;
  const range = { gte: FIRST_COMMIT_KEY, lt: commitKeyFrom(completed + 1) };
  const [key] = await level.keys({ ...range, reverse: true, limit: 1 }).all();
  const last = key === undefined ? 0 : lastPositionOf(key);
  if (last !== completed) {
    throw new StoreCorruptError(`a fence covered position ${completed}, but ${last} is the last`);
  }
}

async function lastBeforeGap(level: Level, completed: number): Promise<number> {
  let last = completed;
  const range = { gte: commitKeyFrom(completed + 1), lte: LAST_COMMIT_KEY };
  for await (const key of level.keys(range)) {
    const end = lastPositionOf(key);
    const { first } = commitSpan(key);
    if (first <= last) throw new StoreCorruptError(`two commit records hold position ${first}`);
    if (first > last + 1) break;
    last = end;
  }
  return last;
}

/** Read whole before anything is removed: a record that cannot be decoded stops the opening. */
async function keysAfter(
  level: Level,
  last: number,
): Promise<{ readonly keys: readonly string[]; readonly events: number }> {
  const keys: string[] = [];
  let events = 0;
  const range = { gte: commitKeyFrom(last + 1), lte: LAST_COMMIT_KEY };
  for await (const [key, value] of level.iterator(range)) {
    const commit = decodeCommit(key, value);
    keys.push(key, indexKey(indexPrefix(commit.stream), commit.firstVersion));
    events += commit.events.length;
  }
  return { keys, events };
}

function lastPositionOf(key: string): number {
  const { first, count } = commitSpan(key);
  const last = first + count - 1;
  if (Number.isSafeInteger(last)) return last;
  throw new StoreCorruptError(`the key ${key} is not that of a commit record`);
}
