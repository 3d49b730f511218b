import { HoldfastError } from '../errors.ts';

/** `ERR_MAILBOX_FULL`: a bounded mailbox is at its limit; nothing was sent. Retryable. */
export class MailboxFullError extends HoldfastError {
  /** As an exit reason, always `mailbox_full`. */
  readonly reason = 'mailbox_full';
  /** The limit: messages that may wait. */
  readonly maxMailbox: number;

  constructor(what: string, maxMailbox: number) {
    super('ERR_MAILBOX_FULL', `${what}: ${maxMailbox} messages wait already`, { retryable: true });
    this.maxMailbox = maxMailbox;
  }
}

/**
 * Whether a message went out. It is refused only by a mailbox with a limit; accepted says nothing
 * about its being handled: who sends to a process that has ended is not told, as in OTP.
 */
export type Delivery =
  | { readonly accepted: true }
  | { readonly accepted: false; readonly error: MailboxFullError };

export const ACCEPTED: Delivery = { accepted: true };
