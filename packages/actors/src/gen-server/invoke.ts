/** The callback for each message, called with the protocol erased; and what may come back. */
import type { ExitReason } from '../process/exit-reason.ts';
import type { Message } from '../process/pid.ts';
import type { GenServerCallbacks, Next } from './callbacks.ts';
import type { ServerContext } from './context.ts';
import type { Task } from './envelope.ts';

export interface AnyProtocol {
  readonly call: Message;
  readonly cast: Message;
  readonly info: Message;
  readonly continue: Message;
}

/** Inside the loop the protocol is erased: the public verbs have checked every message. */
export type AnyCallbacks = GenServerCallbacks<unknown, unknown, AnyProtocol>;

/** What a callback returned, before it has been looked at. */
export interface Returned {
  readonly type: string;
  readonly state?: unknown;
  readonly reply?: unknown;
  readonly reason?: ExitReason;
  readonly next?: Next<AnyProtocol>;
}

/** Calls the callback of one task. Throws what it throws, and when there is none. */
export function invoke(
  callbacks: AnyCallbacks,
  task: Task,
  state: unknown,
  context: ServerContext<AnyProtocol>,
): unknown {
  switch (task.kind) {
    case 'cast':
      if (callbacks.handleCast === undefined) break;
      return callbacks.handleCast(task.message, state, context);
    case 'call':
      if (callbacks.handleCall === undefined) break;
      return callbacks.handleCall(task.message, task.from.asFrom(), state, context);
    case 'info':
      if (callbacks.handleInfo === undefined) break;
      return callbacks.handleInfo(task.message, state, context);
    case 'continue':
      if (callbacks.handleContinue === undefined) break;
      return callbacks.handleContinue(task.message, state, context);
    case 'start':
      return callbacks.init(task.args, context);
  }
  throw new Error(`unhandled ${task.kind}: ${task.message.type}`);
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  return isObject(value) && 'then' in value && typeof value.then === 'function';
}
