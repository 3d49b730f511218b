/**
 * The files of one folder with two halves: what was written, and what a sync that has ended had
 * covered. A sync covers what had been written when it began. Names are taken to be durable at
 * once, in the order of the calls, as a journalling file system keeps them; bytes are not.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { between, type Random } from './seeded-random.ts';
import type { TraceStep } from './trace-reader.ts';

/** What becomes of the bytes that no sync had covered when the power went. */
export type UnsyncedBytes = 'lost' | 'partly kept' | 'kept';

interface ModelFile {
  bytes: Buffer;
  length: number;
  synced: number;
}

interface PendingSync {
  readonly file: ModelFile;
  readonly length: number;
}

/** The unit in which a disk keeps or loses what was not synced. */
const PAGE = 4096;

export class DiskModel {
  readonly #folder: string;
  #files = new Map<string, ModelFile>();
  readonly #syncs = new Map<string, PendingSync>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Follows one step of the trace. Steps on other folders change nothing. */
  apply(step: TraceStep): void {
    switch (step.kind) {
      case 'create':
        if (this.#mine(step.path)) this.#create(step.path, step.truncated);
        return;
      case 'write':
        if (this.#mine(step.path)) write(this.#file(step.path), step.data);
        return;
      case 'sync_began':
        this.#beginSync(step.thread, this.#files.get(step.path));
        return;
      case 'sync_ended':
        this.#endSync(step.thread, step.succeeded);
        return;
      case 'rename':
        if (this.#mine(step.from)) {
          this.#files.set(step.to, this.#file(step.from));
          this.#files.delete(step.from);
        }
        return;
      case 'unlink':
        this.#files.delete(step.path);
        return;
      case 'said':
        return;
    }
  }

  /** The logs of the store: how much was written and how much of that is synced. */
  logs(): ReadonlyMap<string, { readonly length: number; readonly synced: number }> {
    const logs = [...this.#files].filter(([path]) => path.endsWith('.log'));
    return new Map(logs.map(([path, { length, synced }]) => [path, { length, synced }]));
  }

  /** Writes out what a power cut at this moment leaves. */
  async writeOut(target: string, unsynced: UnsyncedBytes, random: Random): Promise<void> {
    await mkdir(target, { recursive: true });
    for (const [path, file] of this.#files) {
      const bytes = whatIsLeft(file, unsynced, random);
      await writeFile(join(target, basename(path)), bytes);
    }
  }

  #mine(path: string): boolean {
    return dirname(path) === this.#folder;
  }

  #file(path: string): ModelFile {
    return this.#files.get(path) ?? this.#create(path, true);
  }

  #create(path: string, truncated: boolean): ModelFile {
    const known = this.#files.get(path);
    if (known !== undefined && !truncated) return known;
    const file = { bytes: Buffer.alloc(PAGE), length: 0, synced: 0 };
    this.#files.set(path, file);
    return file;
  }

  /** A file that was removed meanwhile can still be synced, which changes nothing here. */
  #beginSync(thread: string, file: ModelFile | undefined): void {
    if (file !== undefined) this.#syncs.set(thread, { file, length: file.length });
  }

  #endSync(thread: string, succeeded: boolean): void {
    const sync = this.#syncs.get(thread);
    this.#syncs.delete(thread);
    if (sync === undefined || !succeeded) return;
    sync.file.synced = Math.max(sync.file.synced, sync.length);
  }
}

/** Every file of LevelDB is written from its beginning to its end. */
function write(file: ModelFile, data: Buffer): void {
  const length = file.length + data.length;
  if (length > file.bytes.length) {
    const larger = Buffer.alloc(Math.max(length, file.bytes.length * 2));
    file.bytes.copy(larger);
    file.bytes = larger;
  }
  data.copy(file.bytes, file.length);
  file.length = length;
}

function whatIsLeft(file: ModelFile, unsynced: UnsyncedBytes, random: Random): Buffer {
  const { bytes, length, synced } = file;
  if (unsynced === 'kept') return bytes.subarray(0, length);
  if (unsynced === 'lost') return bytes.subarray(0, synced);
  const left = Buffer.from(bytes.subarray(0, between(random, synced, length)));
  for (let page = synced; page < left.length; page = (Math.floor(page / PAGE) + 1) * PAGE) {
    const end = Math.min(left.length, (Math.floor(page / PAGE) + 1) * PAGE);
    if (random() < 0.4) left.fill(0, page, end);
  }
  return left;
}
