import { HoldfastError } from '../errors.ts';
import { describeExit, type ExitReason } from '../process/exit-reason.ts';
import type { AnyPid } from '../process/pid.ts';

/** `ERR_CALL_TIMEOUT`: no answer in time. What the server does with the request is unknown. */
export class CallTimeoutError extends HoldfastError {
  /** As an exit reason, always `timeout`. */
  readonly reason = 'timeout';
  /** The `type` of the request. */
  readonly request: string;
  /** How long was waited, in ms. */
  readonly timeoutMs: number;
  /** Who was asked. */
  readonly server: AnyPid | undefined;

  constructor(request: string, timeoutMs: number, server?: AnyPid) {
    super('ERR_CALL_TIMEOUT', `no answer to ${request} within ${timeoutMs} ms`, {
      retryable: true,
    });
    this.request = request;
    this.timeoutMs = timeoutMs;
    this.server = server;
  }
}

/** `ERR_SERVER_STOPPED`: the server ended before it answered; `reason` says why. */
export class ServerStoppedError extends HoldfastError {
  /** Why the server ended. */
  readonly reason: ExitReason;
  /** The `type` of the request. */
  readonly request: string;
  /** Who was asked. */
  readonly server: AnyPid | undefined;

  constructor(request: string, reason: ExitReason, server?: AnyPid) {
    super(
      'ERR_SERVER_STOPPED',
      `server ended before it answered ${request}: ${describeExit(reason)}`,
      {
        cause: causeOf(reason),
      },
    );
    this.reason = reason;
    this.request = request;
    this.server = server;
  }
}

/** `ERR_CALLING_SELF`: a server that waits for itself would wait for ever. Source: gen_server. */
export class CallingSelfError extends HoldfastError {
  /** As an exit reason, always `calling_self`. */
  readonly reason = 'calling_self';
  /** The `type` of the request. */
  readonly request: string;

  constructor(request: string) {
    super('ERR_CALLING_SELF', `${request}: a process can not wait for its own answer`);
    this.request = request;
  }
}

/** `ERR_UNHANDLED`: a server got a call, a cast or a continue for which it has no callback. */
export class UnhandledMessageError extends HoldfastError {
  /** Which callback is missing. */
  readonly kind: 'call' | 'cast' | 'continue';
  /** The `type` of the message. */
  readonly request: string;

  constructor(kind: 'call' | 'cast' | 'continue', type: string) {
    super('ERR_UNHANDLED', `unhandled ${kind}: ${type}`);
    this.kind = kind;
    this.request = type;
  }
}

/**
 * A server that did not start. `ERR_START_FAILED` (reason: what init said or threw),
 * `ERR_START_IGNORED` (init answered ignore), `ERR_START_TIMEOUT` (init took too long),
 * `ERR_ALREADY_STARTED` (the name is taken; `pid` has it).
 */
export class StartError extends HoldfastError {
  /**
   * Why it did not start: what init said or threw, `ignore`, `timeout`, `already_started`,
   * `noproc`.
   */
  readonly reason: ExitReason;
  /** With `ERR_ALREADY_STARTED`: who has the name. */
  readonly pid?: AnyPid;

  constructor(code: StartErrorCode, server: string, reason: ExitReason, pid?: AnyPid) {
    super(code, `${server} did not start: ${describeExit(reason)}`, { cause: causeOf(reason) });
    this.reason = reason;
    if (pid !== undefined) this.pid = pid;
  }
}

/** The codes of `StartError`. */
export type StartErrorCode =
  | 'ERR_START_FAILED'
  | 'ERR_START_IGNORED'
  | 'ERR_START_TIMEOUT'
  | 'ERR_ALREADY_STARTED';

function causeOf(reason: ExitReason): unknown {
  return typeof reason === 'object' && 'error' in reason ? reason.error : undefined;
}
