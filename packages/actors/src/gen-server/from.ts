import { onAbort } from '../process/abort-listeners.ts';
import type { AnyProcess } from '../process/any-process.ts';
import { toPid } from '../process/any-process.ts';
import { Deadline } from '../process/deadlines.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import { CallTimeoutError, ServerStoppedError } from './errors.ts';

declare const replyBrand: unique symbol;

/** The handle by which a call can be answered later, by whoever holds it. */
export interface From<in Reply> {
  readonly [replyBrand]: (reply: Reply) => void;
}

/** One waiting caller. Settles once: whatever comes later, a late reply above all, is dropped. */
export class PendingCall extends Deadline {
  private readonly server: AnyProcess;
  private readonly request: string;
  private readonly resolve: (reply: unknown) => void;
  private readonly reject: (error: unknown) => void;
  private settled = false;
  private deferredBy: Set<PendingCall> | undefined = undefined;
  private stopListening: (() => void) | undefined = undefined;

  constructor(
    server: AnyProcess,
    request: string,
    resolve: (reply: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    super();
    this.server = server;
    this.request = request;
    this.resolve = resolve;
    this.reject = reject;
  }

  arm(timeoutMs: number, signal: AbortSignal | undefined): void {
    this.server.system.deadlines.set(this, timeoutMs);
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

  fail(error: unknown): void {
    if (this.settle()) this.reject(error);
  }

  /** The server has ended. */
  abandon(reason: ExitReason): void {
    if (this.settled) return;
    this.fail(new ServerStoppedError(this.request, reason, toPid(this.server)));
  }

  override expire(timeoutMs: number): void {
    this.fail(new CallTimeoutError(this.request, timeoutMs, toPid(this.server)));
  }

  private listen(signal: AbortSignal): void {
    this.stopListening = onAbort(signal, () => this.fail(signal.reason));
  }

  private settle(): boolean {
    if (this.settled) return false;
    this.settled = true;
    this.queue?.remove(this);
    this.stopListening?.();
    this.deferredBy?.delete(this);
    return true;
  }
}
