import type { Message } from '../process/pid.ts';
import type { Debug, SystemEvent } from './debug.ts';
import type { Task } from './envelope.ts';

/** A message that a callback is about to be run for; continues and init are none. */
export function recordArrival(debug: Debug, { kind, message }: Task): void {
  if (kind === 'start' || kind === 'continue') return;
  debug.record({ type: 'in', kind, message: message });
}

/** The answer to a call. */
export function departure(reply: unknown, { message }: Task): SystemEvent {
  return { type: 'out', reply, message: message as Message };
}
