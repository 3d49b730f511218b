/**
 * The half of a fence that LevelDB does not do well. A write with `sync: true` syncs the log that it
 * went into, and lets every append wait meanwhile. When the write buffer was full, LevelDB has begun
 * a new log just before, and what stands in the old one waits, un-synced, until it has been copied
 * into a table. A power cut then loses events that a fence had promised (google/leveldb#193). So
 * every log is synced here, beside the appends: each write has handed its bytes to the operating
 * system when it returns.
 */
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** On Windows nobody else can open the log that LevelDB writes to, so it has to sync that one. */
export const ENGINE_SYNCS_NEWEST: boolean = process.platform === 'win32';

const LOG_NAME = /^\d+\.log$/;

export class LogSync {
  readonly #folder: string;
  /** The newest log seen, kept open: most fences have to sync no other. */
  #newest: { readonly name: string; readonly file: FileHandle | undefined } | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Makes every log in the folder durable. Call it after the write of the fence has returned: a
   * log begun later holds nothing that the fence must cover. Rejects when the folder has no log.
   * One call at a time.
   */
  async syncLogs(): Promise<void> {
    const known = this.#newest;
    const [logs] = await Promise.all([this.#logs(), known?.file?.datasync()]);
    const newest = logs.at(-1);
    // LevelDB would go on in files that nobody finds again.
    if (newest === undefined) throw new Error(`the logs are gone from ${this.#folder}`);
    for (const name of logs.slice(0, -1)) {
      if (name !== known?.name) await syncFile(join(this.#folder, name));
    }
    if (newest !== known?.name) await this.#moveTo(newest);
  }

  async close(): Promise<void> {
    await this.#newest?.file?.close();
    this.#newest = undefined;
  }

  async #logs(): Promise<readonly string[]> {
    const logs = (await readdir(this.#folder)).filter((name) => LOG_NAME.test(name));
    return logs.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  }

  /** Syncs a log that was not there at the last fence, and its name. */
  async #moveTo(name: string): Promise<void> {
    await this.close();
    // Where the engine syncs it, the log is of no interest before it is an older one.
    const file = ENGINE_SYNCS_NEWEST ? undefined : await openLog(join(this.#folder, name));
    this.#newest = { name, file };
    await file?.datasync();
    await syncFolder(this.#folder);
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await openLog(path);
  try {
    await file?.datasync();
  } finally {
    await file?.close();
  }
}

/** A log that is gone was copied into a table, and LevelDB syncs a table before it drops the log. */
async function openLog(path: string): Promise<FileHandle | undefined> {
  try {
    // Windows flushes only what was opened for writing.
    return await open(path, process.platform === 'win32' ? 'r+' : 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
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
