import type { ExitReason } from '../process/exit-reason.ts';
import type { Message } from '../process/pid.ts';
import type { PendingCall } from './from.ts';

/** What a callback is run for. */
export type Task =
  | { readonly kind: 'cast'; readonly message: Message }
  | { readonly kind: 'call'; readonly message: Message; readonly from: PendingCall }
  | { readonly kind: 'info'; readonly message: Message }
  | { readonly kind: 'start'; readonly args: unknown; readonly started: Started }
  | { readonly kind: 'continue'; readonly message: Message };

/** What stands in a server's mailbox. */
export type Envelope =
  | Task
  | { readonly kind: 'stop'; readonly reason: ExitReason }
  /** The quiet time that a callback asked for is over, unless a message came first. */
  | { readonly kind: 'timeout'; readonly armed: object };

/** Told once how init went. */
export interface Started {
  ok(): void;
  ignored(): void;
  failed(reason: ExitReason): void;
}
