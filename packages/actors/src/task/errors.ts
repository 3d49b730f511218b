import { HoldfastError } from '../errors.ts';
import { describeExit, type ExitReason } from '../process/exit-reason.ts';

/** `ERR_TASK_EXIT`: a task ended without a result; `reason` says why. */
export class TaskExitError extends HoldfastError {
  /** Why the task ended. */
  readonly reason: ExitReason;

  constructor(reason: ExitReason) {
    const cause = typeof reason === 'object' && 'error' in reason ? reason.error : undefined;
    super('ERR_TASK_EXIT', `the task ended without a result: ${describeExit(reason)}`, { cause });
    this.reason = reason;
  }
}

/** `ERR_TASK_TIMEOUT`: no result in time. The task still runs; its late result is dropped. */
export class TaskTimeoutError extends HoldfastError {
  /** As an exit reason, always `timeout`. */
  readonly reason = 'timeout';
  /** How long was waited, in ms. */
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super('ERR_TASK_TIMEOUT', `no result within ${timeoutMs} ms`, { retryable: true });
    this.timeoutMs = timeoutMs;
  }
}

/** `ERR_NOT_TASK_OWNER`: only the process that started a task can wait for it. */
export class NotTaskOwnerError extends HoldfastError {
  constructor() {
    super('ERR_NOT_TASK_OWNER', 'only the process that started a task can wait for it');
  }
}
