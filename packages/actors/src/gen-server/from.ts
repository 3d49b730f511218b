import { onAbort } from '../process/abort-listeners.ts';
import { Deadline, type Deadlines } from '../process/deadlines.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import { CallTimeoutError, ServerStoppedError } from './errors.ts';

declare const replyBrand: unique symbol;

/** The handle by which a call can be answered later, by whoever holds it. */
export interface From<in Reply> {
  readonly [replyBrand]: (reply: Reply) => void;
}

/** One waiting caller. Settles once: whatever comes later, a late reply above all, is dropped. */
export class PendingCall extends Deadline {
  private deferredBy: Set<PendingCall> | undefined;
  private readonly request: string;
  private readonly resolve: (reply: unknown) => void;
  private readonly reject: (error: unknown) => void;
  private settled = false;
  private readonly deadlines: Deadlines;
  private stopListening: (() => void) | undefined;

  constructor(
    deadlines: Deadlines,
    request: string,
    resolve: (reply: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    super();
    this.deadlines = deadlines;
    this.request = request;
    this.resolve = resolve;
    this.reject = reject;
  }

  arm(timeoutMs: number, signal: AbortSignal | undefined): void {
    this.deadlines.set(this, timeoutMs);
    if (signal !== undefined) this.listen(signal);
  }

  /** The public face of this caller, as handed to handleCall. */
  asFrom(): From<unknown> {
    return this as unknown as From<unknown>;
  }

  /** Stands in `deferred` until it is settled. */
  defer(deferred: Set<PendingCall>): void {
    if (this.settled) return;
    deferred.add(this);
    this.deferredBy = deferred;
  }

  answer(reply: unknown): void {
    if (this.settle()) this.resolve(reply);
  }

  /** The server has ended. */
  abandon(reason: ExitReason): void {
    if (this.settle()) this.reject(new ServerStoppedError(this.request, reason));
  }

  override expire(timeoutMs: number): void {
    if (this.settle()) this.reject(new CallTimeoutError(this.request, timeoutMs));
  }

  private listen(signal: AbortSignal): void {
    this.stopListening = onAbort(signal, () => {
      if (this.settle()) this.reject(signal.reason);
    });
  }

  private settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.deadlines.drop(this);
    this.stopListening?.();
    this.deferredBy?.delete(this);
    return true;
  }
}
