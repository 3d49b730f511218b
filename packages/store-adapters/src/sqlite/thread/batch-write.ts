/**
 * Writes a batch in one transaction. An append is decided before anything of it is written, and is
 * one row, so an append that is refused leaves no trace and its neighbours alone.
 *
 * With a fence the transaction is committed under `synchronous = FULL`: SQLite then syncs its log,
 * and with it all that was committed before.
 */
import { versionMatches } from '../../version-matches.ts';
import { FENCE_ROW } from './database.ts';
import type { Connection, Statement } from './driver.ts';
import { EngineError } from './failure.ts';
import { LAST_POSITION, placeOf } from './places.ts';
import type { WireAppend } from './protocol.ts';
import { StreamHeads } from './stream-heads.ts';

const NOTHING: readonly unknown[] = [];

export class BatchWrite {
  readonly #connection: Connection;
  readonly #heads: StreamHeads;
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #fence: Statement;
  readonly #addStream: Statement;
  readonly #addAppend: Statement;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#heads = new StreamHeads(connection);
    this.#begin = connection.prepare('BEGIN IMMEDIATE');
    this.#commit = connection.prepare('COMMIT');
    this.#fence = connection.prepare(FENCE_ROW);
    this.#addStream = connection.prepare('INSERT INTO streams (store, name) VALUES (?, ?)');
    this.#addAppend = connection.prepare('INSERT INTO appends VALUES (?, ?, ?, ?, ?, ?)');
  }

  /** The outcomes of `appends`. When it throws, all of it was rolled back as far as it can be. */
  perform(appends: readonly WireAppend[], fence: boolean): number[] {
    // Has no effect inside a transaction, so it stands outside.
    if (fence) this.#connection.exec('PRAGMA synchronous = FULL');
    try {
      return this.#transaction(appends, fence);
    } finally {
      if (fence) this.#connection.exec('PRAGMA synchronous = NORMAL');
    }
  }

  #transaction(appends: readonly WireAppend[], fence: boolean): number[] {
    try {
      this.#begin.run(NOTHING);
      const outcomes: number[] = [];
      const recordedAt = Date.now();
      for (const append of appends) this.#add(append, recordedAt, outcomes);
      if (fence) this.#fence.run(NOTHING);
      this.#commit.run(NOTHING);
      return outcomes;
    } catch (error) {
      this.#heads.forget();
      // A full disk has rolled back by itself.
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
      throw error;
    }
  }

  #add([number, name, expected, count, body]: WireAppend, at: number, outcomes: number[]): void {
    const store = this.#heads.store(number);
    const stream = this.#heads.stream(number, name);
    if (!versionMatches(expected, stream.version)) {
      outcomes.push(stream.version, 0);
      return;
    }
    if (store.position + count >= LAST_POSITION)
      throw new EngineError('LIMIT', 'the store is full');
    if (stream.number === 0) {
      const { lastInsertRowid } = this.#addStream.run([number, JSON.stringify(name)]);
      stream.number = Number(lastInsertRowid);
    }
    const place = placeOf(number, store.position + 1);
    this.#addAppend.run([place, stream.number, stream.version + 1, count, at, body]);
    store.position += count;
    stream.version += count;
    outcomes.push(stream.version, store.position);
  }
}
