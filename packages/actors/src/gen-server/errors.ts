import { HoldfastError } from '../errors.ts';
import { describeExit, type ExitReason } from '../process/exit-reason.ts';
import type { AnyPid } from '../process/pid.ts';

/** `ERR_CALL_TIMEOUT`: no answer in time. What the server does with the request is unknown. */
export class CallTimeoutError extends HoldfastError {
  /** The `type` of the request. */
  readonly request: string;
  readonly timeoutMs: number;

  constructor(request: string, timeoutMs: number) {
    super('ERR_CALL_TIMEOUT', `no answer to ${request} within ${timeoutMs} ms`, {
      retryable: true,
    });
    this.request = request;
    this.timeoutMs = timeoutMs;
  }
}

/** `ERR_NO_PROCESS`: the process had already ended when it was asked. */
export class NoProcessError extends HoldfastError {
  constructor(what: string) {
    super('ERR_NO_PROCESS', `${what}: there is no such process`);
  }
}

/** `ERR_SERVER_STOPPED`: the server ended before it answered; `reason` says why. */
export class ServerStoppedError extends HoldfastError {
  readonly reason: ExitReason;

  constructor(request: string, reason: ExitReason) {
    super(
      'ERR_SERVER_STOPPED',
      `server ended before it answered ${request}: ${describeExit(reason)}`,
      {
        cause: causeOf(reason),
      },
    );
    this.reason = reason;
  }
}

/**
 * A server that did not start. `ERR_START_FAILED` (reason: what init said or threw),
 * `ERR_START_IGNORED` (init answered ignore), `ERR_START_TIMEOUT` (init took too long),
 * `ERR_ALREADY_STARTED` (the name is taken; `pid` has it).
 */
export class StartError extends HoldfastError {
  readonly reason: ExitReason;
  readonly pid?: AnyPid;

  constructor(code: StartErrorCode, server: string, reason: ExitReason, pid?: AnyPid) {
    super(code, `${server} did not start: ${describeExit(reason)}`, { cause: causeOf(reason) });
    this.reason = reason;
    if (pid !== undefined) this.pid = pid;
  }
}

export type StartErrorCode =
  | 'ERR_START_FAILED'
  | 'ERR_START_IGNORED'
  | 'ERR_START_TIMEOUT'
  | 'ERR_ALREADY_STARTED';

function causeOf(reason: ExitReason): unknown {
  return typeof reason === 'object' && 'error' in reason ? reason.error : undefined;
}
