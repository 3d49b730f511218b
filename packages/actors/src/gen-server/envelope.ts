import { type CallerContext, callerContext } from '../process/caller-context.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { Message } from '../process/pid.ts';
import type { PendingCall } from './from.ts';
import type { SystemTask } from './system-target.ts';

interface Part<Kind, Content> {
  readonly kind: Kind;
  readonly message: Content;
  /** The stores that its sender saw. */
  readonly context: CallerContext | undefined;
}

/** A call, and who waits for its answer. */
export type Call = PendingCall<'call', Message>;

/** What a callback is run for. */
export type Task =
  | Part<'cast', Message>
  | Part<'info', Message>
  | Part<'continue', Message>
  | Part<'start', unknown>
  | Call;

/** What stands in a server's mailbox. */
export type Envelope =
  | Task
  | Part<'stop', ExitReason>
  /** The quiet time that a callback asked for is over, unless a message came first. */
  | Part<'timeout', object>
  /** Served by the runtime and not by a callback, and served while suspended. */
  | PendingCall<'system', SystemTask>;

type Of<Kind extends Envelope['kind']> = Extract<Envelope, { readonly kind: Kind }>;

export function envelope<Kind extends Exclude<Envelope['kind'], 'call' | 'system'>>(
  kind: Kind,
  message: Of<Kind>['message'],
): Of<Kind> {
  return { kind, message, context: callerContext() } as unknown as Of<Kind>;
}

/** Told once how init went. */
export interface Started {
  ok(): void;
  ignored(): void;
  failed(reason: ExitReason): void;
}
