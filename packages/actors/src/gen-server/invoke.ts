/** The callback for each message. */
import type { Message } from '../process/pid.ts';
import type { AnyCallbacks, AnyProtocol, Returned } from './any-callbacks.ts';
import type { ServerContext } from './context.ts';
import type { Task } from './envelope.ts';
import { UnhandledMessageError } from './errors.ts';

/** Calls the callback of one task. Throws what it throws, and `ERR_UNHANDLED` when there is none. */
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
      return callbacks.handleCall(task.message, task.asFrom(), state, context);
    case 'info':
      if (callbacks.handleInfo === undefined) return ignoreUnexpected(task.message, state, context);
      return callbacks.handleInfo(task.message, state, context);
    case 'continue':
      if (callbacks.handleContinue === undefined) break;
      return callbacks.handleContinue(task.message, state, context);
    case 'start':
      return callbacks.init(task.message, context);
  }
  throw new UnhandledMessageError(task.kind, task.message.type);
}

/** A message that nobody expected must not end a server. Source: gen_server, handle_info/2. */
function ignoreUnexpected(
  message: Message,
  state: unknown,
  { owner, logger }: ServerContext<AnyProtocol>,
): Returned {
  const received: unknown = isObject(message) ? message.type : message;
  logger.warn('unexpected message', { process: owner.name ?? owner.id, received });
  return { type: 'noreply', state };
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (value instanceof Promise) return true;
  return isObject(value) && 'then' in value && typeof value.then === 'function';
}
