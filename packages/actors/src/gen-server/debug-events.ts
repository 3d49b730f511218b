import type { Message } from '../process/pid.ts';
import type { Debug, SystemEvent } from './debug.ts';
import type { Task } from './envelope.ts';

/** What a callback is about to be run for; init is not told, since nobody could have asked yet. */
export function recordArrival(debug: Debug, { kind, message }: Task): void {
  if (kind === 'start') return;
  if (kind === 'continue') debug.record({ type: 'continue', message });
  else debug.record({ type: 'in', kind, message });
}

/** The answer to a call. */
export function departure(reply: unknown, { message }: Task): SystemEvent {
  return { type: 'out', reply, message: message as Message };
}
