import type { StoreId } from '@holdfast/actors/ports';

/** Somebody who has forced a persistence and waits. Who is answered or leaves is forgotten. */
export interface SimCaller {
  readonly number: number;
  readonly whenOpen: 'fail' | 'wait';
  /** What had been accepted when they asked. */
  readonly asked: ReadonlyMap<StoreId, number>;
  readonly deadline: number;
  /** The worker has begun to handle it. */
  taken: boolean;
}
