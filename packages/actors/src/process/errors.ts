import { HoldfastError } from '../errors.ts';

/** `ERR_NO_PROCESS`: the process had already ended, or nobody has the name. */
export class NoProcessError extends HoldfastError {
  /** As an exit reason, always `noproc`. */
  readonly reason = 'noproc';

  constructor(what: string) {
    super('ERR_NO_PROCESS', `${what}: there is no such process`);
  }
}

/** `ERR_RECEIVE_TIMEOUT`: no message that matches arrived in time. Retryable. */
export class ReceiveTimeoutError extends HoldfastError {
  /** How long was waited, in ms. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super('ERR_RECEIVE_TIMEOUT', `no message within ${timeoutMs} ms`, { retryable: true });
    this.timeoutMs = timeoutMs;
  }
}
