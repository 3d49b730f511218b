import { InvalidOptionError } from '../errors.ts';
import { checkTimeout } from '../process/timeout.ts';
import type { Answers, Question } from './messages.ts';
import type { Patience } from './waiting.ts';
import { memoryOf, type PersistenceWorkerRef } from './worker-handle.ts';

/** How long a question waits for its answer unless told otherwise. Source: gen_server:call/2. */
const DEFAULT_TIMEOUT_MS = 5_000;

/** For whoever waits for a worker. */
export interface WaitOptions {
  /** Milliseconds, or `infinity`. Default 5 000. */
  readonly timeout?: number | 'infinity';
  /** Stops waiting; rejects with the signal's reason. The request may still be handled. */
  readonly signal?: AbortSignal;
}

/**
 * Everybody who asks a worker waits here. A crash of the worker goes unnoticed but for the time it
 * takes: the successor answers. Rejects with `ERR_CALL_TIMEOUT`, the signal's reason,
 * `ERR_SERVER_STOPPED` (it ended and nobody restarts it, or it crashed on this very question; its
 * `reason` says why), `ERR_WORKER_STOPPED` (it is ending) or `ERR_NO_PROCESS` (it does not run).
 */
export async function ask<Q extends Question>(
  worker: PersistenceWorkerRef,
  question: Q,
  options: WaitOptions,
): Promise<Answers[Q['type']]> {
  return memoryOf(worker).room.ask(question, patienceOf(options));
}

/** How long these options wait. Throws `ERR_INVALID_OPTION`. */
export function patienceOf({ timeout = DEFAULT_TIMEOUT_MS, signal }: WaitOptions): Patience {
  if (signal !== undefined && !isSignal(signal)) {
    throw new InvalidOptionError('signal', signal, 'an AbortSignal');
  }
  return { timeoutMs: checkTimeout(timeout), signal };
}

/** Also one of another realm. */
function isSignal(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value
  );
}
