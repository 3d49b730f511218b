/**
 * The physical limit, not a store: a file that is appended to. One write is in flight and takes
 * along all that arrived meanwhile; fences share a data sync. Both on Node's thread pool.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewEvent } from '@holdfast/actors/ports';
import type { BenchStore } from './bench-store.ts';

type Waiter = () => void;

export class RawStore implements BenchStore {
  readonly #file: FileHandle;
  #lines: string[] = [];
  #waiters: Waiter[] = [];
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;
  #nextSync: Promise<void> | undefined;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(folder: string): Promise<RawStore> {
    return new RawStore(await open(join(folder, 'raw'), 'a'));
  }

  append(stream: string, events: readonly NewEvent[]): Promise<void> {
    for (const event of events) this.#lines.push(`["${stream}",${JSON.stringify(event)}]\n`);
    const accepted = new Promise<void>((resolve) => this.#waiters.push(resolve));
    this.#writing ??= this.#write();
    return accepted;
  }

  /** Shared by all who ask before it has begun. */
  fence(): Promise<void> {
    if (this.#syncing === undefined) return this.#sync();
    this.#nextSync ??= this.#syncing.then(() => this.#sync());
    return this.#nextSync;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  async #write(): Promise<void> {
    // What is appended in the same turn belongs to the same write.
    await Promise.resolve();
    while (this.#lines.length > 0) {
      const [lines, waiters] = [this.#lines, this.#waiters];
      this.#lines = [];
      this.#waiters = [];
      await this.#file.appendFile(lines.join(''));
      for (const resolve of waiters) resolve();
    }
    this.#writing = undefined;
  }

  #sync(): Promise<void> {
    this.#nextSync = undefined;
    const queued = new Promise<void>((resolve) => {
      if (this.#writing === undefined) resolve();
      else this.#waiters.push(resolve);
    });
    this.#syncing = queued
      .then(() => this.#file.datasync())
      .finally(() => {
        this.#syncing = undefined;
      });
    return this.#syncing;
  }
}
