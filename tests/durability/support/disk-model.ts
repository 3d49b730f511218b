/**
 * The files of one folder with two halves: what was written, and what a sync that has ended had
 * covered. A sync covers what had been written when it began. Names are taken to be durable at
 * once, in the order of the calls, as a journalling file system keeps them; bytes are not.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ModelledFile, type UnsyncedBytes } from './modelled-file.ts';
import type { Random } from './seeded-random.ts';
import type { TraceStep } from './trace-reader.ts';

interface PendingSync {
  readonly file: ModelledFile;
  readonly written: number;
}

export class DiskModel {
  readonly #folder: string;
  readonly #files = new Map<string, ModelledFile>();
  readonly #syncs = new Map<string, PendingSync>();

  /** `found` stood in the folder before its first step, durable: name in it → content. */
  constructor(folder: string, found: ReadonlyMap<string, Buffer> = new Map()) {
    this.#folder = folder;
    for (const [name, content] of found) {
      const file = this.#create(join(folder, name), true);
      file.write(content);
      file.sync(1);
    }
  }

  /** Follows one step of the trace. Steps on other folders change nothing. */
  apply(step: TraceStep): void {
    switch (step.kind) {
      case 'create':
        if (this.#mine(step.path)) this.#create(step.path, step.truncated);
        return;
      case 'write':
        if (this.#mine(step.path)) this.#file(step.path).write(step.data, step.offset);
        return;
      case 'truncate':
        if (this.#mine(step.path)) this.#file(step.path).truncate(step.length);
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

  /** How many writes each file had, and how many of them, from the first, are synced. */
  progress(): ReadonlyMap<string, ModelledFile['progress']> {
    return new Map([...this.#files].map(([path, file]) => [path, file.progress]));
  }

  /** Writes out what a power cut at this moment leaves, and returns it: name → content. */
  async writeOut(
    target: string,
    unsynced: UnsyncedBytes,
    random: Random,
  ): Promise<ReadonlyMap<string, Buffer>> {
    const left = new Map<string, Buffer>();
    await mkdir(target, { recursive: true });
    for (const [path, file] of this.#files) {
      const name = relative(this.#folder, path);
      const content = file.left(unsynced, random);
      left.set(name, content);
      await mkdir(dirname(join(target, name)), { recursive: true });
      await writeFile(join(target, name), content);
    }
    return left;
  }

  /** Memory that processes share, which SQLite keeps in a file, is no promise of anybody's. */
  #mine(path: string): boolean {
    return path.startsWith(`${this.#folder}/`) && !path.endsWith('-shm');
  }

  #file(path: string): ModelledFile {
    return this.#files.get(path) ?? this.#create(path, true);
  }

  #create(path: string, truncated: boolean): ModelledFile {
    const known = this.#files.get(path);
    if (known !== undefined && !truncated) return known;
    const file = new ModelledFile();
    this.#files.set(path, file);
    return file;
  }

  /** A file that was removed meanwhile can still be synced, which changes nothing here. */
  #beginSync(thread: string, file: ModelledFile | undefined): void {
    if (file !== undefined) this.#syncs.set(thread, { file, written: file.progress.written });
  }

  #endSync(thread: string, succeeded: boolean): void {
    const sync = this.#syncs.get(thread);
    this.#syncs.delete(thread);
    if (succeeded) sync?.file.sync(sync.written);
  }
}
