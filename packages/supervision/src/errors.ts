import { describeExit, type ExitReason, HoldfastError } from '@holdfast/actors';
import type { CloseReport } from './close-report.ts';

/** `ERR_UNKNOWN_STORE`: the system has no store of this id. */
export class UnknownStoreError extends HoldfastError {
  /** The id that was asked for. */
  readonly storeId: string;

  constructor(storeId: string, known: readonly string[]) {
    const others = known.length === 0 ? 'none' : known.join(', ');
    super('ERR_UNKNOWN_STORE', `no store ${JSON.stringify(storeId)}; there is ${others}`);
    this.storeId = storeId;
  }
}

/**
 * `ERR_SYSTEM_STOPPED`: the system ended without being asked, because its workers crashed more
 * often than the restart intensity allows. `unfenced` names the stores that are not durable,
 * `report` says the same and more of each store.
 */
export class SystemStoppedError extends HoldfastError {
  /** Why its supervisor ended. */
  readonly reason: ExitReason;
  /** Ids of the stores with accepted appends that no fence covered. */
  readonly unfenced: readonly string[];
  readonly report: CloseReport;

  constructor(reason: ExitReason, report: CloseReport) {
    super('ERR_SYSTEM_STOPPED', `the persistence system ended: ${describeExit(reason)}`);
    this.reason = reason;
    this.unfenced = report.stores.flatMap(({ unfenced }) => unfenced);
    this.report = report;
  }
}

/** `ERR_STORE_EXISTS`: the id is in use, also by a store that is being added or removed just now. */
export class StoreExistsError extends HoldfastError {
  readonly storeId: string;

  constructor(storeId: string) {
    super('ERR_STORE_EXISTS', `there is a store ${JSON.stringify(storeId)} already`);
    this.storeId = storeId;
  }
}

/** `ERR_SYSTEM_CLOSED`: the system is closing, is closed, or has ended by itself. */
export class SystemClosedError extends HoldfastError {
  constructor() {
    super('ERR_SYSTEM_CLOSED', 'the persistence system is closing or has ended');
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
