/**
 * Turns batches of operations into writes of the engine. Appends are validated one after the other
 * against the heads of their streams; one that is refused leaves no trace and its neighbours alone.
 * A batch that carries a fence is written with a sync, and its fences end when the older logs are
 * synced too. After the first failure nothing is written any more.
 */
import {
  AppendFailedError,
  FenceFailedError,
  StorePoisonedError,
  WrongExpectedVersionError,
} from '../errors.ts';
import { versionMatches } from '../expected-version.ts';
import { encodeCommit } from './commit-record.ts';
import { encodeMark } from './fence-mark.ts';
import { commitKey, FENCE_KEY, indexKey } from './keys.ts';
import type { Level } from './level.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { BatchRunner } from './operation-queue.ts';
import type { AppendOperation, FenceOperation, Operation } from './operations.ts';
import { type StreamHead, StreamHeads } from './stream-heads.ts';

type EngineBatch = ReturnType<Level['batch']>;

export class CommitWriter implements BatchRunner<Operation> {
  readonly #level: Level;
  readonly #heads: StreamHeads;
  readonly #olderLogs: OneAtATime;
  #lastPosition: number;
  /** Everything up to here is durable: the fence that said so has ended. */
  #completed: number;
  #poison: StorePoisonedError | undefined;

  constructor(level: Level, lastPosition: number, syncOlderLogs: () => Promise<void>) {
    this.#level = level;
    this.#heads = new StreamHeads(level);
    this.#olderLogs = new OneAtATime(syncOlderLogs);
    this.#lastPosition = lastPosition;
    this.#completed = lastPosition;
  }

  /** Set after the first failure: what every later verb rejects with. */
  get poison(): StorePoisonedError | undefined {
    return this.#poison;
  }

  /** Resolves when no sync of older logs is under way. */
  idle(): Promise<void> {
    return this.#olderLogs.idle();
  }

  async write(batch: readonly Operation[]): Promise<void> {
    if (this.#poison !== undefined) throw this.#poison;
    try {
      const unknown = this.#takeUp(batch);
      if (unknown !== undefined) await this.#heads.load(unknown);
      await this.#commit(batch);
    } catch (cause) {
      // Here and not when the batch is settled: by then the next one has begun.
      this.#poison ??= new StorePoisonedError(cause);
      throw cause;
    }
  }

  settle(batch: readonly Operation[], failure: unknown): void {
    if (failure !== undefined) {
      this.#fail(batch, failure);
      return;
    }
    const fences: FenceOperation[] = [];
    for (const operation of batch) {
      if (operation.kind === 'fence') fences.push(operation);
      else if (!operation.withdrawn) operation.settle();
    }
    if (fences.length > 0) void this.#completeFence(fences);
  }

  /** Fixes which appends take part; returns the streams whose heads are not known. */
  #takeUp(batch: readonly Operation[]): Set<string> | undefined {
    let unknown: Set<string> | undefined;
    for (const operation of batch) {
      if (operation.kind === 'fence' || !operation.takeUp()) continue;
      const { stream } = operation.request;
      if (this.#heads.get(stream) === undefined) (unknown ??= new Set()).add(stream);
    }
    return unknown;
  }

  async #commit(batch: readonly Operation[]): Promise<void> {
    const writes = this.#level.batch();
    const recordedAt = Date.now();
    let sync = false;
    for (const operation of batch) {
      if (operation.kind === 'fence') sync = true;
      else if (!operation.withdrawn) this.#validate(operation, writes, recordedAt);
    }
    this.#heads.trim();
    if (sync) this.#putMark(batch, writes);
    if (writes.length === 0) await writes.close();
    else await writes.write({ sync });
  }

  #validate(operation: AppendOperation, writes: EngineBatch, recordedAt: number): void {
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

  #putMark(batch: readonly Operation[], writes: EngineBatch): void {
    const mark = { completed: this.#completed, claimed: this.#lastPosition };
    writes.put(FENCE_KEY, encodeMark(mark));
    for (const operation of batch) {
      if (operation.kind === 'fence') operation.covers = mark.claimed;
    }
  }

  /** The next batch is written meanwhile; the syncs of older logs follow one another. */
  async #completeFence(fences: readonly FenceOperation[]): Promise<void> {
    try {
      await this.#olderLogs.run();
    } catch (cause) {
      this.#poison ??= new StorePoisonedError(cause);
      const error = new FenceFailedError({ outcomeKnown: false, cause });
      for (const fence of fences) fence.fail(error);
      return;
    }
    for (const fence of fences) {
      // Another sync failed meanwhile: that this one succeeded proves nothing.
      if (this.#poison !== undefined) fence.fail(this.#poison);
      else {
        this.#completed = Math.max(this.#completed, fence.covers);
        fence.settle();
      }
    }
  }

  #fail(batch: readonly Operation[], failure: unknown): void {
    // A batch that came after the failure was not begun; what became of the first is unknown.
    const untouched = failure === this.#poison ? this.#poison : undefined;
    const fields = { outcomeKnown: false, cause: failure };
    for (const operation of batch) {
      if (operation.kind === 'fence') operation.fail(untouched ?? new FenceFailedError(fields));
      else operation.fail(untouched ?? new AppendFailedError(fields));
    }
  }
}
