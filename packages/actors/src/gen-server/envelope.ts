import { type CallerContext, callerContext } from '../process/caller-context.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { Message } from '../process/pid.ts';
import type { PendingCall } from './from.ts';
import type { SystemTask } from './system-target.ts';

/** All kinds have one shape, since the loop that reads them is as fast as it is used to them. */
interface Part<Kind, Content, From> {
  readonly kind: Kind;
  readonly message: Content;
  readonly from: From;
  /** The stores that its sender saw. */
  readonly context: CallerContext | undefined;
}

/** What a callback is run for. */
export type Task =
  | Part<'cast', Message, undefined>
  | Part<'info', Message, undefined>
  | Part<'continue', Message, undefined>
  | Part<'call', Message, PendingCall>
  | Part<'start', unknown, Started>;

/** What stands in a server's mailbox. */
export type Envelope =
  | Task
  | Part<'stop', ExitReason, undefined>
  /** The quiet time that a callback asked for is over, unless a message came first. */
  | Part<'timeout', object, undefined>
  /** Served by the runtime and not by a callback, and served while suspended. */
  | Part<'system', SystemTask, PendingCall>;

type Of<Kind extends Envelope['kind']> = Extract<Envelope, { readonly kind: Kind }>;
type PlainKind = 'cast' | 'info' | 'continue' | 'stop' | 'timeout';

export function envelope<Kind extends PlainKind>(
  kind: Kind,
  message: Of<Kind>['message'],
): Of<Kind> {
  return { kind, message, from: undefined, context: callerContext() } as unknown as Of<Kind>;
}

/** One to which somebody waits for an answer. */
export function request<Kind extends 'call' | 'start' | 'system'>(
  kind: Kind,
  message: Of<Kind>['message'],
  from: Of<Kind>['from'],
): Of<Kind> {
  return { kind, message, from, context: callerContext() } as unknown as Of<Kind>;
}

/** Told once how init went. */
export interface Started {
  ok(): void;
  ignored(): void;
  failed(reason: ExitReason): void;
}
