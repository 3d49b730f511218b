/**
 * The half of a fence that LevelDB leaves out. A write with `sync: true` syncs the log that it went
 * into. When the write buffer was full, LevelDB has begun a new log just before, and what stands in
 * the old one waits, un-synced, until it has been copied into a table. A power cut then loses
 * events that a fence had promised (google/leveldb#193), so every older log is synced here.
 */
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const LOG_NAME = /^\d+\.log$/;

export class LogSync {
  readonly #folder: string;
  #newestSeen = '';

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Makes every older log in the folder durable. Call it after the synced write has returned: a
   * log begun later holds nothing that the fence must cover. Rejects when the folder has no log.
   */
  async syncOlderLogs(): Promise<void> {
    const logs = (await readdir(this.#folder)).filter((name) => LOG_NAME.test(name));
    logs.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
    const newest = logs.at(-1);
    // LevelDB would go on in files that nobody finds again.
    if (newest === undefined) throw new Error(`the logs are gone from ${this.#folder}`);
    // On macOS LevelDB calls plain fsync, which leaves the data in the drive's cache; Node does not.
    const unsynced = process.platform === 'darwin' ? logs : logs.slice(0, -1);
    for (const name of unsynced) await syncFile(join(this.#folder, name));
    if (newest !== this.#newestSeen) await syncFolder(this.#folder);
    this.#newestSeen = newest;
  }
}

/** A log that is gone was copied into a table, and LevelDB syncs a table before it drops the log. */
async function syncFile(path: string): Promise<void> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    // Windows flushes only what was opened for writing.
    file = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder durable, a new log's among them. Windows has no such call. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
