/** What the laws may look at of a world. */
import type { Priority, WorkerStats } from '@holdfast/actors';
import type { WorkerInput, WorkerState } from '@holdfast/actors/core';
import type { StoreId } from '@holdfast/actors/ports';
import type { Coverage } from '../coverage.ts';
import type { Disk } from './disk.ts';
import type { SimFence } from './sim-fence.ts';

export interface Seen {
  readonly now: number;
  readonly state: WorkerState;
  readonly disk: Disk;
  readonly mailbox: readonly WorkerInput[];
  readonly fences: ReadonlyMap<number, SimFence>;
  /** Callers who wait no more, while the worker has not heard of it. */
  readonly left: ReadonlySet<number>;
  readonly incarnation: number;
  readonly inputs: number;
  /** How many hold the breaker by hand. */
  readonly isolated: number;
  /** What was accepted and is not proven durable, as the door has it. */
  readonly dirty: ReadonlyMap<StoreId, { readonly seq: number; readonly priority: Priority }>;
  readonly coverage: Coverage;
  stats(): WorkerStats;
}
