import type { AnyProcess } from '../process/any-process.ts';
import { type CallerContext, callerContext } from '../process/caller-context.ts';
import { Waiter } from './waiter.ts';

declare const replyBrand: unique symbol;

/** The handle by which a call can be answered later, by whoever holds it. */
export interface From<in Reply> {
  /**
   * Exists in the type only: what may be replied.
   *
   * @hidden
   */
  readonly [replyBrand]: (reply: Reply) => void;
}

/** A request in a server's mailbox, and the caller who waits for the answer to it. */
export class PendingCall<Kind extends string, Content> extends Waiter {
  readonly kind: Kind;
  readonly message: Content;
  readonly context: CallerContext | undefined;

  constructor(server: AnyProcess, what: string, kind: Kind, message: Content) {
    super(server, what);
    this.kind = kind;
    this.message = message;
    this.context = callerContext(this.promise);
  }

  /** The public face of this caller, as handed to handleCall. */
  asFrom(): From<unknown> {
    return this as unknown as From<unknown>;
  }
}
