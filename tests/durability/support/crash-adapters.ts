/**
 * The adapters that are put through kills, power cuts and failing disks. One entry is all that
 * another one needs; it must be a store in a folder of this machine.
 */
import { open } from 'node:fs/promises';
import type { EventStore } from '@holdfast/actors/ports';
import type { Recovery } from '@holdfast/store-adapters/embedded';
import type { TraceStep } from './trace-reader.ts';

/** A store as an adapter opens it. */
export interface OpenedStore extends EventStore {
  /** Only from an adapter whose engine may leave gaps that opening has to trim. */
  readonly recovery?: Recovery;
}

export interface CrashAdapter {
  readonly name: string;
  /** Opens the store in `folder`; small buffers let logs rotate all the time. */
  open(folder: string, buffers?: 'usual' | 'small'): Promise<OpenedStore>;
  /** Whether accepted events stand in this file until they are durable elsewhere. */
  isLog(path: string): boolean;
  /** Whether this step begins such a file anew. */
  rotates(step: TraceStep): boolean;
}

const EMBEDDED: CrashAdapter = {
  name: 'embedded',
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

/** With only what LevelDB itself syncs: a fence that is known to be false. */
export const SENTINEL_ONLY: CrashAdapter = {
  ...EMBEDDED,
  name: 'embedded, sentinel only',
  open: async (folder, buffers) => {
    await disableDataSync();
    return EMBEDDED.open(folder, buffers);
  },
};

/** Every adapter that says its fence survives a power loss. */
export const CRASH_ADAPTERS: readonly CrashAdapter[] = [EMBEDDED];

/** For a child process, which is told the name only. */
export function crashAdapter(name: string | undefined): CrashAdapter {
  const found = [...CRASH_ADAPTERS, SENTINEL_ONLY].find((adapter) => adapter.name === name);
  if (found === undefined) throw new Error(`there is no adapter ${name} among the crash tests`);
  return found;
}

/** Takes away the data sync that Node makes; LevelDB's own, in its native code, stays. */
async function disableDataSync(): Promise<void> {
  const handle = await open(process.execPath, 'r');
  const prototype = Object.getPrototypeOf(handle) as { datasync: () => Promise<void> };
  prototype.datasync = () => Promise.resolve();
  await handle.close();
}
