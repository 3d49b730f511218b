/**
 * One batch in flight; all that arrives meanwhile waits for the next. LevelDB may reorder two
 * batches that are in flight together, and one large batch costs far less than many small ones.
 */

/** What the queue needs to know of an operation. */
export interface Queued {
  /** Characters that it will write. */
  readonly size: number;
}

/** Performs batches. What `write` rejects with is given to `settle` as the failure. */
export interface BatchRunner<Op> {
  write(batch: readonly Op[]): Promise<unknown>;
  /** Called after the next batch was begun, so that callers work while the engine does. */
  settle(batch: readonly Op[], failure: unknown): void;
}

/** A batch takes at least so many operations, if they wait. */
const LEAST_OPERATIONS = 32;
const MOST_OPERATIONS = 1024;
const MOST_SIZE = 4 * 1024 * 1024;

export class OperationQueue<Op extends Queued> {
  readonly #runner: BatchRunner<Op>;
  #waiting: Op[] = [];
  #waitingSize = 0;
  #running = false;
  #onIdle: (() => void)[] = [];

  constructor(runner: BatchRunner<Op>) {
    this.#runner = runner;
  }

  /** Characters that wait, those in flight not counted. */
  get waitingSize(): number {
    return this.#waitingSize;
  }

  push(operation: Op): void {
    this.#waiting.push(operation);
    this.#waitingSize += operation.size;
    if (this.#running) return;
    this.#running = true;
    // Not at once: what the caller appends in the same turn belongs to the same batch.
    queueMicrotask(() => {
      this.#next();
    });
  }

  /** Resolves when nothing waits and nothing is in flight. */
  idle(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  #next(): void {
    if (this.#waiting.length === 0) {
      this.#running = false;
      const waiters = this.#onIdle;
      this.#onIdle = [];
      for (const resolve of waiters) resolve();
      return;
    }
    const batch = this.#take();
    const done = (failure: unknown): void => {
      this.#next();
      this.#runner.settle(batch, failure);
    };
    this.#runner.write(batch).then(() => {
      done(undefined);
    }, done);
  }

  /**
   * Half of what waits, not all of it: writers that wait for their append then fall into two
   * groups, of which one prepares its next append while the engine writes that of the other.
   */
  #take(): readonly Op[] {
    const waiting = this.#waiting;
    const most = Math.min(
      MOST_OPERATIONS,
      Math.max(LEAST_OPERATIONS, Math.ceil(waiting.length / 2)),
    );
    let count = 0;
    let size = 0;
    for (const operation of waiting) {
      if (count === most || (count > 0 && size + operation.size > MOST_SIZE)) break;
      count += 1;
      size += operation.size;
    }
    this.#waitingSize -= size;
    if (count < waiting.length) return waiting.splice(0, count);
    this.#waiting = [];
    return waiting;
  }
}
