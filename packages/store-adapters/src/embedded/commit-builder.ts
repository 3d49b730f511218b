/**
 * Decides what a batch of operations writes. Appends are validated one after the other against the
 * heads of their streams; one that is refused leaves no trace, and its neighbours alone.
 */
import { WrongExpectedVersionError } from '../errors.ts';
import { versionMatches } from '../version-matches.ts';
import { encodeCommit } from './commit-record.ts';
import { encodeMark } from './fence-mark.ts';
import { commitKey, FENCE_KEY, indexKey } from './keys.ts';
import type { Level } from './level.ts';
import type { AppendOperation, Operation } from './operations.ts';
import { type StreamHead, StreamHeads } from './stream-heads.ts';

/** A write of the engine that is ready, and not begun. */
export type EngineBatch = ReturnType<Level['batch']>;

export class CommitBuilder {
  readonly #level: Level;
  readonly #heads: StreamHeads;
  #lastPosition: number;

  constructor(level: Level, lastPosition: number) {
    this.#level = level;
    this.#heads = new StreamHeads(level);
    this.#lastPosition = lastPosition;
  }

  /** Fixes which appends take part; returns the streams whose heads are not known, if any. */
  takeUp(batch: readonly Operation[]): ReadonlySet<string> | undefined {
    let unknown: Set<string> | undefined;
    for (const operation of batch) {
      if (operation.kind === 'fence' || !operation.takeUp()) continue;
      const { stream } = operation.request;
      if (this.#heads.get(stream) === undefined) (unknown ??= new Set()).add(stream);
    }
    return unknown;
  }

  /** Looks up what `takeUp` did not know. */
  load(unknown: ReadonlySet<string>): Promise<void> {
    return this.#heads.load(unknown);
  }

  /** The write of this batch, with a mark if there is a fence in it. Answers are noted in it. */
  build(batch: readonly Operation[], completed: number): EngineBatch {
    const writes = this.#level.batch();
    const recordedAt = Date.now();
    let fenced = false;
    for (const operation of batch) {
      if (operation.kind === 'fence') fenced = true;
      else if (!operation.withdrawn) this.#add(operation, writes, recordedAt);
    }
    this.#heads.trim();
    if (fenced) this.#mark(batch, writes, completed);
    return writes;
  }

  #add(operation: AppendOperation, writes: EngineBatch, recordedAt: number): void {
    const { stream, expected, count, body } = operation.request;
    const head = this.#heads.get(stream) as StreamHead;
    if (!versionMatches(expected, head.version)) {
      const actual = BigInt(head.version);
      operation.refusal = new WrongExpectedVersionError(stream, expected, actual);
      return;
    }
    const firstVersion = head.version + 1;
    const key = commitKey(this.#lastPosition + 1, count);
    writes.put(key, encodeCommit(head.quoted, firstVersion, recordedAt, body));
    writes.put(indexKey(head.indexPrefix, firstVersion), key);
    head.version += count;
    this.#lastPosition += count;
    operation.result = {
      nextExpectedVersion: BigInt(head.version),
      lastPosition: BigInt(this.#lastPosition),
    };
  }

  #mark(batch: readonly Operation[], writes: EngineBatch, completed: number): void {
    const claimed = this.#lastPosition;
    writes.put(FENCE_KEY, encodeMark({ completed, claimed }));
    for (const operation of batch) {
      if (operation.kind === 'fence') operation.covers = claimed;
    }
  }
}
