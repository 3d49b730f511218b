import { describeExit, type ExitReason, HoldfastError } from '@holdfast/actors';

/** `ERR_UNKNOWN_STORE`: the system has no store of this id. */
export class UnknownStoreError extends HoldfastError {
  readonly storeId: string;

  constructor(storeId: string, known: readonly string[]) {
    super('ERR_UNKNOWN_STORE', `no store ${JSON.stringify(storeId)}; there is ${known.join(', ')}`);
    this.storeId = storeId;
  }
}

/**
 * `ERR_SYSTEM_STOPPED`: the system ended without being asked, because its workers crashed more
 * often than the restart intensity allows. `unfenced` names the stores that are not durable.
 */
export class SystemStoppedError extends HoldfastError {
  readonly reason: ExitReason;
  readonly unfenced: readonly string[];

  constructor(reason: ExitReason, unfenced: readonly string[]) {
    super('ERR_SYSTEM_STOPPED', `the persistence system ended: ${describeExit(reason)}`);
    this.reason = reason;
    this.unfenced = unfenced;
  }
}

/** `ERR_MAX_CHILDREN`: a task supervisor has as many tasks as it may have. Retryable. */
export class MaxChildrenError extends HoldfastError {
  constructor() {
    super('ERR_MAX_CHILDREN', 'the supervisor has as many children as it may have', {
      retryable: true,
    });
  }
}
