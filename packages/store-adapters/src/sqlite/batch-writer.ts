/**
 * Sends batches to the thread, one at a time, and answers their callers. After a failure of which
 * the effect is unknown nothing is sent any more: the next sync would succeed and prove nothing.
 */
import type { BatchRunner } from '../embedded/operation-queue.ts';
import type { AppendOperation } from '../embedded/operations.ts';
import {
  AppendFailedError,
  FenceFailedError,
  StorePoisonedError,
  WrongExpectedVersionError,
} from '../errors.ts';
import { EngineFailedError } from './errors.ts';
import type { QueuedOperation } from './queued-operation.ts';
import type { WireAppend, WireOutcomes } from './thread/protocol.ts';

/** The one thing that the writer needs of the thread. */
export type Send = (appends: readonly WireAppend[], fence: boolean) => Promise<WireOutcomes>;

export class BatchWriter implements BatchRunner<QueuedOperation> {
  readonly #send: Send;
  #poison: StorePoisonedError | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Set after the first failure: what every later verb rejects with. */
  get poison(): StorePoisonedError | undefined {
    return this.#poison;
  }

  /** Throws it, if there is one. */
  checkSound(): void {
    if (this.#poison !== undefined) throw this.#poison;
  }

  /** Nothing is promised any more from here on. */
  poisonWith(cause: unknown): void {
    this.#poison ??= new StorePoisonedError(cause);
  }

  async write(batch: readonly QueuedOperation[]): Promise<void> {
    this.checkSound();
    const taken: AppendOperation[] = [];
    const appends: WireAppend[] = [];
    let fence = false;
    for (const { operation, store } of batch) {
      if (operation.kind === 'fence') fence = true;
      else if (operation.takeUp()) {
        const { stream, expected, count, body } = operation.request;
        taken.push(operation);
        appends.push([store, stream, expected, count, body]);
      }
    }
    if (appends.length === 0 && !fence) return;
    try {
      note(taken, await this.#send(appends, fence));
    } catch (cause) {
      // The thread had refused to begin: it told of the failure before.
      if (cause instanceof EngineFailedError && cause.engineCode === 'BROKEN') this.checkSound();
      // Here and not when the batch is settled: by then the next one has begun.
      if (!isUndone(cause)) this.poisonWith(cause);
      throw cause;
    }
    // A checkpoint failed meanwhile: that this sync succeeded proves nothing.
    if (fence) this.checkSound();
  }

  settle(batch: readonly QueuedOperation[], failure: unknown): void {
    for (const queued of batch) {
      const { operation } = queued;
      if (failure !== undefined) this.#fail(operation, failure);
      else if (operation.kind === 'fence' || !operation.withdrawn) operation.settle();
      queued.leave();
    }
  }

  #fail(operation: QueuedOperation['operation'], failure: unknown): void {
    // A batch that came after the failure was not begun.
    if (this.#poison !== undefined && failure === this.#poison) {
      operation.fail(this.#poison);
      return;
    }
    const undone = isUndone(failure);
    const fields = { outcomeKnown: undone, retryable: undone, cause: failure };
    if (operation.kind === 'fence') operation.fail(new FenceFailedError(fields));
    else operation.fail(new AppendFailedError(fields));
  }
}

function isUndone(failure: unknown): boolean {
  return failure instanceof EngineFailedError && failure.outcomeKnown;
}

function note(taken: readonly AppendOperation[], outcomes: WireOutcomes): void {
  for (const [index, operation] of taken.entries()) {
    const version = outcomes[2 * index] as number;
    const position = outcomes[2 * index + 1] as number;
    if (position > 0) {
      operation.result = {
        nextExpectedVersion: BigInt(version),
        lastPosition: BigInt(position),
      };
      continue;
    }
    const { stream, expected } = operation.request;
    operation.refusal = new WrongExpectedVersionError(stream, expected, BigInt(version));
  }
}
