import type { StoreId } from '@holdfast/actors/ports';
import type { Fate } from './weather.ts';

/** One fence that the worker has begun, as the world sees it. */
export interface SimFence {
  readonly number: number;
  readonly storeId: StoreId;
  /** The batch that it is of, counted by the world. */
  readonly batch: number;
  readonly covered: number;
  /** What of the disk it syncs, if it does. */
  readonly mark: number;
  readonly startedAt: number;
  readonly timeoutMs: number;
  readonly incarnation: number;
  fate: Fate;
  /** Its worker waits for it: it has a deadline. */
  waitedFor: boolean;
  /** It is back. */
  returned: boolean;
  /** The worker has heard what became of it. */
  heard: boolean;
  /** It counts in the statistics. */
  counted: boolean;
  /** Nobody waits for it to come back any more. */
  writtenOff: boolean;
}

export function endsAt({ startedAt, fate }: SimFence): number {
  return startedAt + fate.afterMs;
}
