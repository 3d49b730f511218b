/** The engine as this adapter uses it: text keys, text values. The only file that names LevelDB. */
import { ClassicLevel } from 'classic-level';
import { StoreClosedError, StoreLockedError, StoreOpenFailedError } from '../errors.ts';

export type Level = ClassicLevel;

/** Opens the engine in `path`, which must exist. Throws the errors that the store promises. */
export async function openLevel(path: string, writeBufferSize: number): Promise<Level> {
  const level: Level = new ClassicLevel(path, { writeBufferSize });
  try {
    await level.open();
    return level;
  } catch (error) {
    const cause = (error as Error).cause ?? error;
    if (levelCode(cause) === 'LEVEL_LOCKED') throw new StoreLockedError(path, cause);
    throw new StoreOpenFailedError(path, (cause as Error).message, cause);
  }
}

/** Removes the engine's files in `path`. Fails while somebody has it open. */
export function destroyLevel(path: string): Promise<void> {
  return ClassicLevel.destroy(path);
}

/** What a reader is told when the engine fails under it: that the store closed, when it did. */
export function readFailure(error: unknown): unknown {
  const code = levelCode(error);
  const closed = code === 'LEVEL_DATABASE_NOT_OPEN' || code === 'LEVEL_ITERATOR_NOT_OPEN';
  return closed ? new StoreClosedError() : error;
}

function levelCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
