/**
 * The adapters that are put through kills, power cuts and failing disks. One entry is all that
 * another one needs; it must be a store in a folder of this machine.
 */
import { type FileHandle, open, readdir, readlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { EventStore } from '@holdfast/actors/ports';
import type { Recovery } from '@holdfast/store-adapters/embedded';
import { POSTGRES } from './postgres-adapter.ts';
import type { TraceStep } from './trace-reader.ts';

/** A store as an adapter opens it. */
export interface OpenedStore extends EventStore {
  /** Only from an adapter whose engine may leave gaps that opening has to trim. */
  readonly recovery?: Recovery;
}

/** What a child process needs of an adapter. */
export interface NamedAdapter {
  readonly name: string;
  /** Opens the store at `place`; small buffers let logs rotate all the time. */
  open(place: string, buffers?: 'usual' | 'small'): Promise<OpenedStore>;
}

/** One whose store is in a folder of this machine. */
export interface CrashAdapter extends NamedAdapter {
  /** What the errors of a store in `folder` call it. */
  pathOf(folder: string): string;
  /** Whether a full disk ends the store, or only refuses what does not fit. */
  readonly whenFull: 'poisoned' | 'refused';
  /** Whether accepted events stand in this file until they are durable elsewhere. */
  isLog(path: string): boolean;
  /** Whether this step begins such a file anew. */
  rotates(step: TraceStep): boolean;
}

const EMBEDDED: CrashAdapter = {
  name: 'embedded',
  pathOf: (folder) => folder,
  whenFull: 'poisoned',
  open: async (path, buffers = 'usual') => {
    const { openEmbeddedStore } = await import('@holdfast/store-adapters/embedded');
    return openEmbeddedStore({
      path,
      ...(buffers === 'small' && { writeBufferSize: 256 * 1024 }),
    });
  },
  isLog: (path) => path.endsWith('.log'),
  rotates: (step) => step.kind === 'create' && step.path.endsWith('.log'),
};

/** One file; its log is begun anew, at its start, when it was copied into the database. */
const SQLITE: CrashAdapter = {
  name: 'sqlite',
  pathOf: (folder) => join(folder, 'store.db'),
  whenFull: 'refused',
  open: async (folder, buffers = 'usual') => {
    const { openSqliteStore } = await import('@holdfast/store-adapters/sqlite');
    return openSqliteStore({
      path: SQLITE.pathOf(folder),
      ...(buffers === 'small' && { walSize: 256 * 1024 }),
    });
  },
  isLog: (path) => path.endsWith('.db-wal'),
  rotates: (step) => step.kind === 'write' && step.path.endsWith('.db-wal') && step.offset === 0,
};

/** With only the log synced that LevelDB itself would sync: a fence that is known to be false. */
export const SENTINEL_ONLY: CrashAdapter = {
  ...EMBEDDED,
  name: 'embedded, sentinel only',
  open: async (folder, buffers) => {
    await disableOlderSyncs();
    return EMBEDDED.open(folder, buffers);
  },
};

/** Every adapter that says its fence survives a power loss. */
export const CRASH_ADAPTERS: readonly CrashAdapter[] = [EMBEDDED, SQLITE];

/** For a child process, which is told the name only. */
export function crashAdapter(name: string | undefined): NamedAdapter {
  if (name === POSTGRES.name) return POSTGRES;
  const found = [...CRASH_ADAPTERS, SENTINEL_ONLY].find((adapter) => adapter.name === name);
  if (found === undefined) throw new Error(`there is no adapter ${name} among the crash tests`);
  return found;
}

/** Lets Node sync only the newest log of a folder, as LevelDB itself would. */
async function disableOlderSyncs(): Promise<void> {
  const handle = await open(process.execPath, 'r');
  const prototype = Object.getPrototypeOf(handle) as { datasync: () => Promise<void> };
  await handle.close();
  const { datasync } = prototype;
  prototype.datasync = async function (this: FileHandle): Promise<void> {
    const path = await readlink(`/proc/self/fd/${this.fd}`);
    const logs = (await readdir(dirname(path))).filter((name) => name.endsWith('.log'));
    if (basename(path) === logs.toSorted().at(-1)) await datasync.call(this);
  };
}
