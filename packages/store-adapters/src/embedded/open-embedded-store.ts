import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { StoreOpenFailedError } from '../errors.ts';
import { CommitWriter } from './commit-writer.ts';
import { type EmbeddedStore, LevelStore } from './embedded-store.ts';
import { openOrMake } from './first-opening.ts';
import { FORMAT, FORMAT_KEY } from './keys.ts';
import type { Level } from './level.ts';
import { LogSync, syncFolder } from './log-sync.ts';
import { checkOptions, type EmbeddedStoreOptions } from './options.ts';
import { recover } from './recovery.ts';

/**
 * Opens the embedded store in the folder `path`, and makes the folder if it is missing. Events that
 * a power cut left behind a gap are removed, and `store.recovery` says how many; what a fence had
 * covered is never removed.
 * Rejects with `ERR_INVALID_OPTION`, `ERR_STORE_LOCKED` when the folder is open already,
 * `ERR_STORE_CORRUPT` when fenced events are missing, or `ERR_STORE_OPEN_FAILED`.
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const { path, writeBufferSize, maxQueuedSize } = checkOptions(options);
  await makeFolder(path);
  const level = await openOrMake(path, writeBufferSize, (made) => checkFormat(made, path));
  const logs = new LogSync(path);
  try {
    const recovery = await recover(level, () => logs.syncLogs());
    const writer = new CommitWriter(level, Number(recovery.lastPosition), logs);
    return new LevelStore(level, writer, recovery, maxQueuedSize);
  } catch (error) {
    await logs.close();
    await level.close();
    throw error;
  }
}

/** Makes the folder and the names of all that had to be made above it durable. */
async function makeFolder(path: string): Promise<void> {
  try {
    const first = await mkdir(path, { recursive: true });
    if (first === undefined) return;
    const top = dirname(resolve(first));
    for (let made = dirname(resolve(path)); ; made = dirname(made)) {
      await syncFolder(made);
      if (made === top || made === dirname(made)) return;
    }
  } catch (cause) {
    throw new StoreOpenFailedError(path, (cause as Error).message, cause);
  }
}

async function checkFormat(level: Level, path: string): Promise<void> {
  const format = await level.get(FORMAT_KEY);
  if (format === FORMAT) return;
  const [anything] = await level.keys({ limit: 1 }).all();
  if (anything !== undefined) {
    const found = format === undefined ? 'another database' : `format ${format}`;
    throw new StoreOpenFailedError(path, `the folder holds ${found}, not ${FORMAT}`);
  }
  await level.put(FORMAT_KEY, FORMAT, { sync: true });
}
