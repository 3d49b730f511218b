import type { AnyPid } from '@holdfast/actors';
import type { ChildCounts } from '@holdfast/supervision';
import type { ClientContext } from '../client.ts';
import type { Json } from '../json.ts';
import type { Request } from './scenario.ts';

/** Puts one request to a supervisor, as the driver. Rejects when there is none. */
export type Ask = (supervisor: AnyPid, driver: AnyPid) => Promise<Json>;

/** What differs between supervisors of named children and dynamic ones. */
export interface Family {
  /** Starts the tree as the child of its owner. */
  start(owner: ClientContext): Promise<AnyPid>;
  /**
   * A request, with everything looked up that depends on the present moment. The request itself is
   * on its way when what it answers has been called.
   */
  prepare(request: Request): Ask;
  /** Its children as they stand in `tree`. */
  rows(supervisor: AnyPid): Promise<Json>;
  counts(supervisor: AnyPid): Promise<Json>;
  /** Whether children are told to stop all at once, so that the order of events says nothing. */
  readonly unordered: boolean;
}

export function countsForm({ specs, active, supervisors, workers }: ChildCounts): Json {
  return [specs, active, supervisors, workers];
}
