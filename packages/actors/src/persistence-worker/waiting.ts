import { CallTimeoutError } from '../gen-server/errors.ts';
import { onAbort } from '../process/abort-listeners.ts';
import { Deadline, type Deadlines } from '../process/deadlines.ts';

/** How long somebody waits. */
export interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** One who waits outside of the worker's process. Settles once; what comes later is dropped. */
export class Waiting<T> extends Deadline {
  /** For what it waits, in the words of an error. */
  private readonly what: string;
  private readonly resolve: (answer: T) => void;
  private readonly reject: (error: unknown) => void;
  private readonly gone: () => void;
  private stopListening: (() => void) | undefined;

  /** `gone`: it has stopped waiting by itself. */
  constructor(
    what: string,
    resolve: (answer: T) => void,
    reject: (error: unknown) => void,
    gone: () => void,
  ) {
    super();
    this.what = what;
    this.resolve = resolve;
    this.reject = reject;
    this.gone = gone;
  }

  wait(deadlines: Deadlines, patience: Patience): void {
    deadlines.set(this, patience.timeoutMs);
    if (patience.signal !== undefined) this.listen(patience.signal);
  }

  answer(answer: T): void {
    this.release();
    this.resolve(answer);
  }

  refuse(error: unknown): void {
    this.release();
    this.reject(error);
  }

  override expire(afterMs: number): void {
    this.leave(new CallTimeoutError(this.what, afterMs));
  }

  private listen(signal: AbortSignal): void {
    this.stopListening = onAbort(signal, () => {
      this.leave(signal.reason);
    });
  }

  private leave(error: unknown): void {
    this.gone();
    this.refuse(error);
  }

  private release(): void {
    this.queue?.remove(this);
    this.stopListening?.();
  }
}
