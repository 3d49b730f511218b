/** Callbacks and what they return, with the protocol erased: what the loop works with. */
import type { ExitReason } from '../process/exit-reason.ts';
import type { Message } from '../process/pid.ts';
import type { GenServerCallbacks, Next } from './callbacks.ts';

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
