/**
 * The folder of a run: what stands where, who may use it, and how a run begins afresh. Only names
 * that a run itself makes are ever removed.
 */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrorCode } from '@holdfast/actors/ports';
import { type EmbeddedStore, openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { systemReason, UsageError } from '../command-line/usage-error.ts';
import { folderName } from './folder-name.ts';

/** The file by which a run recognises what a run left. */
export const RUN_FILE = 'quake-ingest.json';
const LOCK = 'lock';

type RunPath = 'run' | 'input' | 'notebook' | 'log' | 'stores';
const NAMES: Readonly<Record<RunPath, string>> = {
  run: RUN_FILE,
  input: 'input.ndjson',
  notebook: 'durable.log',
  log: 'holdfast.log',
  stores: 'stores',
};

/** A folder that this process alone uses until `release`. */
export class DataFolder {
  readonly path: string;
  private readonly lock: EmbeddedStore;

  private constructor(path: string, lock: EmbeddedStore) {
    this.path = path;
    this.lock = lock;
  }

  /** Empties the folder of what the run before left. Throws a `UsageError` if it may not. */
  static async beginAfresh(path: string): Promise<DataFolder> {
    try {
      await mkdir(path, { recursive: true });
      refuseForeign(path, await readdir(path));
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`Cannot use the data folder ${path}: ${systemReason(error)}.`);
    }
    const folder = await DataFolder.take(path);
    const entries = Object.values(NAMES);
    // The run file goes last: what is left by a removal that was cut short is recognised by it.
    for (const name of [...entries.filter((entry) => entry !== RUN_FILE), RUN_FILE]) {
      await rm(join(path, `${name}.new`), { force: true });
      await rm(join(path, name), { recursive: true, force: true });
    }
    return folder;
  }

  /** Uses the folder as it is. Throws a `UsageError` while another process uses it. */
  static async take(path: string): Promise<DataFolder> {
    try {
      // The engine's own lock: the system gives it back even after a kill -9, unlike a lock file.
      return new DataFolder(path, await openEmbeddedStore({ path: join(path, LOCK) }));
    } catch (error) {
      if (!hasErrorCode(error, 'ERR_STORE_LOCKED')) throw error;
      throw new UsageError(`Another run is using the data folder ${path}: wait for it to end.`);
    }
  }

  /** The path of one of the run's files, or of the folder that holds the stores. */
  pathOf(name: RunPath): string {
    return join(this.path, NAMES[name]);
  }

  /** The folder of one network's store. */
  storePath(network: string): string {
    return join(this.pathOf('stores'), folderName(network));
  }

  /** Written beside and renamed, so that a kill leaves the old file or the new one. */
  async write(name: 'run' | 'input', content: string | Uint8Array): Promise<void> {
    const path = this.pathOf(name);
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
  }

  async release(): Promise<void> {
    await this.lock.close();
  }
}

function refuseForeign(path: string, entries: readonly string[]): void {
  // A run that was killed before its first file has left its lock and nothing else.
  if (entries.every((entry) => entry === LOCK)) return;
  const own: readonly string[] = [LOCK, ...Object.values(NAMES)];
  const foreign = entries.find((entry) => !own.includes(entry.replace(/\.new$/, '')));
  const problem = !entries.some((entry) => entry === RUN_FILE || entry === `${RUN_FILE}.new`)
    ? 'holds things that no run has written'
    : foreign && `holds "${foreign}", which no run has written`;
  if (!problem) return;
  throw new UsageError(
    `The data folder ${path} ${problem}. A run removes what is in its folder, so it leaves this ` +
      'one alone: name an empty or a new folder with --data.',
  );
}
