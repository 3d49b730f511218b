import { CallTimeoutError } from '../gen-server/errors.ts';
import { onAbort } from '../process/abort-listeners.ts';
import { Deadline, type Deadlines } from '../process/deadlines.ts';
import type { Asked } from './messages.ts';

/** How long somebody waits for an answer. */
export interface Patience {
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** One caller who waits outside of the worker's process. Settles once; what comes later is dropped. */
export class WaitingCaller extends Deadline {
  readonly asked: Asked;
  /** An incarnation has begun to handle the question. */
  taken = false;
  private readonly resolve: (answer: unknown) => void;
  private readonly reject: (error: unknown) => void;
  private readonly gone: () => void;
  private stopListening: (() => void) | undefined;

  /** `gone`: it has stopped waiting by itself. */
  constructor(
    asked: Asked,
    resolve: (answer: unknown) => void,
    reject: (error: unknown) => void,
    gone: () => void,
  ) {
    super();
    this.asked = asked;
    this.resolve = resolve;
    this.reject = reject;
    this.gone = gone;
  }

  wait(deadlines: Deadlines, patience: Patience): void {
    deadlines.set(this, patience.timeoutMs);
    if (patience.signal !== undefined) this.listen(patience.signal);
  }

  answer(answer: unknown): void {
    this.release();
    this.resolve(answer);
  }

  refuse(error: unknown): void {
    this.release();
    this.reject(error);
  }

  override expire(afterMs: number): void {
    this.leave(new CallTimeoutError(this.asked.question.type, afterMs));
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
