import { onAbort } from '../process/abort-listeners.ts';
import { type AnyProcess, toPid } from '../process/any-process.ts';
import { Deadline } from '../process/deadlines.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import { CallTimeoutError, ServerStoppedError } from './errors.ts';

type Resolve = (value: unknown) => void;
type Reject = (error: unknown) => void;

let resolveOf: Resolve;
let rejectOf: Reject;

/** One function for every promise, since a closure for each would double what a call allocates. */
const expose = (resolve: Resolve, reject: Reject): void => {
  resolveOf = resolve;
  rejectOf = reject;
};

/** One who waits for a server. Settles once: whatever comes later, a late reply above all, is dropped. */
export class Waiter extends Deadline {
  readonly promise: Promise<unknown>;
  private readonly server: AnyProcess;
  /** What was asked, for errors. */
  private readonly what: string;
  private readonly resolve: Resolve;
  private readonly reject: Reject;
  private settled = false;
  private deferredBy: Set<Waiter> | undefined = undefined;
  private stopListening: (() => void) | undefined = undefined;

  constructor(server: AnyProcess, what: string) {
    super();
    this.server = server;
    this.what = what;
    this.promise = new Promise(expose);
    this.resolve = resolveOf;
    this.reject = rejectOf;
  }

  arm(timeoutMs: number, signal: AbortSignal | undefined): void {
    this.server.system.deadlines.set(this, timeoutMs);
    if (signal !== undefined) this.listen(signal);
  }

  /** Stands in `deferred` until it is settled. */
  defer(deferred: Set<Waiter>): void {
    if (this.settled) return;
    deferred.add(this);
    this.deferredBy = deferred;
  }

  answer(value: unknown): void {
    if (this.settle()) this.resolve(value);
  }

  fail(error: unknown): void {
    if (this.settle()) this.reject(error);
  }

  /** The server has ended. */
  abandon(reason: ExitReason): void {
    if (this.settled) return;
    this.fail(new ServerStoppedError(this.what, reason, toPid(this.server)));
  }

  override expire(timeoutMs: number): void {
    this.fail(new CallTimeoutError(this.what, timeoutMs, toPid(this.server)));
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
