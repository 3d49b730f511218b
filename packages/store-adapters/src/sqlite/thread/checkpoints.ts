/**
 * Copies the log into the database now and then, so that it can be begun anew. SQLite would do it by
 * itself, but it ignores an automatic checkpoint that fails, and with it a sync that failed: the
 * next fence would resolve although pages of the log may be gone.
 */
import type { Connection, Statement } from './driver.ts';
import { failureOf } from './failure.ts';
import type { WireAppend } from './protocol.ts';

/** Bytes of a page, the unit of the log, and what a commit changes besides the rows: about. */
const PAGE = 4096;
const PAGES_OF_A_COMMIT = 4;

export class Checkpoints {
  readonly #walSize: number;
  readonly #checkpoint: Statement;
  /** Bytes in the log: never less than there are, perhaps twice as many. */
  #logged = 0;

  constructor(connection: Connection, walSize: number) {
    this.#walSize = walSize;
    this.#checkpoint = connection.prepare('PRAGMA wal_checkpoint(PASSIVE)').raw();
  }

  /** Call it for each batch that was committed. */
  note(appends: readonly WireAppend[]): void {
    // Each append changes the end of the table and a page of the index.
    this.#logged += PAGE * (PAGES_OF_A_COMMIT + appends.length);
    for (const [, , , , body] of appends) this.#logged += body.length;
  }

  /** Copies the log when it is large enough. Throws when a sync or a write failed. */
  runIfDue(): void {
    if (this.#logged < this.#walSize) return;
    this.#logged = 0;
    try {
      this.#checkpoint.all([]);
    } catch (error) {
      // Nothing is lost: what could not be copied stays in the log, and is tried again.
      if (failureOf(error).code !== 'SQLITE_FULL') throw error;
    }
  }
}
