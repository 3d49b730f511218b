/**
 * Writes batches of operations, one at a time, and answers them. The fences of a batch end when the
 * logs are synced, while the batches that follow are written. After the first failure nothing is
 * written any more.
 */
import { AppendFailedError, FenceFailedError, StorePoisonedError } from '../errors.ts';
import { CommitBuilder } from './commit-builder.ts';
import type { Level } from './level.ts';
import { ENGINE_SYNCS_NEWEST } from './log-sync.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { BatchRunner } from './operation-queue.ts';
import type { FenceOperation, Operation } from './operations.ts';

/** What the writer needs of the engine's logs. */
export interface Logs {
  /** Makes all that was written durable. */
  syncLogs(): Promise<void>;
  close(): Promise<void>;
}

export class CommitWriter implements BatchRunner<Operation> {
  readonly #builder: CommitBuilder;
  readonly #logs: Logs;
  readonly #syncs: OneAtATime;
  /** Everything up to here is durable: the fence that said so has ended. */
  #completed: number;
  #poison: StorePoisonedError | undefined;

  constructor(level: Level, lastPosition: number, logs: Logs) {
    this.#builder = new CommitBuilder(level, lastPosition);
    this.#logs = logs;
    this.#syncs = new OneAtATime(() => logs.syncLogs());
    this.#completed = lastPosition;
  }

  /** Set after the first failure: what every later verb rejects with. */
  get poison(): StorePoisonedError | undefined {
    return this.#poison;
  }

  /** Waits for a sync of the logs that is under way, and releases them. */
  async close(): Promise<void> {
    await this.#syncs.idle();
    await this.#logs.close();
  }

  async write(batch: readonly Operation[]): Promise<void> {
    if (this.#poison !== undefined) throw this.#poison;
    try {
      const unknown = this.#builder.takeUp(batch);
      if (unknown !== undefined) await this.#builder.load(unknown);
      const writes = this.#builder.build(batch, this.#completed);
      const sync = ENGINE_SYNCS_NEWEST && batch.some(({ kind }) => kind === 'fence');
      // Empty when every append in it was refused or withdrawn.
      if (writes.length === 0) await writes.close();
      else await writes.write({ sync });
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

  /** The next batch is written meanwhile; the syncs of the logs follow one another. */
  async #completeFence(fences: readonly FenceOperation[]): Promise<void> {
    try {
      await this.#syncs.run();
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
