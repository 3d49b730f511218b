import { HoldfastError } from '../errors.ts';
import { checkReason, describeExit, type ExitReason } from './exit-reason.ts';

/** `ERR_PROCESS_EXIT`: what `exitWith` throws. Whoever catches it keeps the process alive. */
export class ProcessExit extends HoldfastError {
  /** With what the process ends, unless this is caught. */
  readonly reason: ExitReason;

  constructor(reason: ExitReason) {
    super('ERR_PROCESS_EXIT', `exit: ${describeExit(reason)}`);
    this.reason = reason;
  }
}

/**
 * Ends the process that runs this with exactly `reason`, unless somebody catches it: a server goes
 * through its terminate callback. Throws `ERR_PROCESS_EXIT`. Source: erlang:exit/1.
 */
export function exitWith(reason: ExitReason): never {
  throw new ProcessExit(checkReason(reason));
}

/** The reason of a process whose code threw `thrown`. */
export function reasonOf(thrown: unknown): ExitReason {
  return thrown instanceof ProcessExit ? thrown.reason : { error: thrown };
}
