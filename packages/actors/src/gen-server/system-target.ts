import type { AnyProcess } from '../process/any-process.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { AnyCallbacks } from './any-callbacks.ts';
import type { Debug } from './debug.ts';

/** A server as its system messages see it: everything that `Sys` can read and change. */
export interface SystemTarget extends AnyProcess {
  state: unknown;
  callbacks: AnyCallbacks;
  /** Undefined while nothing is recorded, which is what costs nothing. */
  debug: Debug | undefined;
  readonly suspended: boolean;
  suspend(): void;
  /** Goes on with what has waited meanwhile, in order. */
  resume(): void;
  /** Messages that wait unhandled. */
  readonly waitingCount: number;
  readonly maxMailbox: number | undefined;
  /** Ends it through terminate, before anything that waits. */
  stopNow(reason: ExitReason): void;
}

/** One system message: what it answers is the reply, what it throws rejects the caller. */
export type SystemTask = (target: SystemTarget) => unknown;
