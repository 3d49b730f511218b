/**
 * Notices that the database or its log is no longer the file that its name stands for: removed with
 * its folder, moved, replaced. SQLite would go on writing into a file that nobody can find again.
 */
import { realpathSync, statSync } from 'node:fs';
import { EngineError } from './failure.ts';

export class FileIdentity {
  readonly #files: readonly (readonly [path: string, identity: string])[];

  /** Call it when both files exist. */
  constructor(path: string) {
    const real = realpathSync(path);
    this.#files = [real, `${real}-wal`].map((file) => [file, identityOf(file)]);
  }

  /** Throws `MOVED` unless both names still lead to the files that are open. */
  check(): void {
    for (const [file, identity] of this.#files) {
      if (identityOf(file) !== identity) {
        throw new EngineError('MOVED', `${file} was removed, moved or replaced`);
      }
    }
  }
}

function identityOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? 'gone' : `${found.dev} ${found.ino}`;
}
