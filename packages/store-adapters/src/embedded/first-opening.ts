/**
 * Making a store is the one thing that LevelDB does not do safely: a power cut in the middle of it
 * can leave a folder that never opens again. A mark stands in the folder from before the engine is
 * made until it is whole. While the mark stands nothing can have been accepted, so a folder that
 * does not open is then made anew; without the mark nothing is ever removed.
 */
import { open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrorCode } from '@holdfast/actors/ports';
import { destroyLevel, type Level, openLevel } from './level.ts';
import { syncFolder } from './log-sync.ts';

const MARK = 'HOLDFAST-UNFINISHED';

/**
 * Opens the engine in `path`, or makes it there and runs `prepare` on it before the folder counts
 * as a store. Throws what `openLevel` and `prepare` throw.
 */
export async function openOrMake(
  path: string,
  writeBufferSize: number,
  prepare: (level: Level) => Promise<void>,
): Promise<Level> {
  const names = await readdir(path);
  const unfinished = names.includes(MARK);
  const make = unfinished || !names.includes('CURRENT');
  if (make && !unfinished) await setMark(path);
  const level = await openLevel(path, writeBufferSize).catch(async (error: unknown) => {
    // Locked: somebody is making it at this moment.
    if (!unfinished || !hasErrorCode(error, 'ERR_STORE_OPEN_FAILED')) throw error;
    await destroyLevel(path);
    return openLevel(path, writeBufferSize);
  });
  try {
    await prepare(level);
    if (make) await clearMark(path);
    return level;
  } catch (error) {
    await level.close();
    throw error;
  }
}

async function setMark(path: string): Promise<void> {
  const mark = await open(join(path, MARK), 'w');
  await mark.sync();
  await mark.close();
  await syncFolder(path);
}

async function clearMark(path: string): Promise<void> {
  await syncFolder(path);
  await unlink(join(path, MARK));
  await syncFolder(path);
}
