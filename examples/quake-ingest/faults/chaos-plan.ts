/** Which stores are hit and at which event of the plan. Pure. */
import type { PlannedEvent } from '../catalogue/plan.ts';
import type { TimeWarp } from '../catalogue/time-warp.ts';

/** A fault begins just before the event of this index, in this store. */
export interface Hit {
  readonly index: number;
  readonly store: string;
  /** Events of this store within the window, the one of `index` included. */
  readonly events: number;
}

export interface ChaosPlan {
  readonly fault: Hit;
  readonly crash: Hit;
}

/** Shares of the replay within which a fault begins. */
const FAULT_WINDOW = [0.3, 0.5] as const;
const CRASH_WINDOW = [0.65, 0.8] as const;

/** The busiest store of each window is hit: a fault shows only where appends go on. */
export function chaosPlan(
  plan: readonly PlannedEvent[],
  warp: TimeWarp,
  durationMs: number,
): ChaosPlan {
  const share = ({ at }: PlannedEvent): number => warp(at) / durationMs;
  const fault = busiest(plan, share, FAULT_WINDOW);
  const crash = busiest(plan, share, CRASH_WINDOW, fault.store);
  return { fault, crash };
}

function busiest(
  plan: readonly PlannedEvent[],
  share: (event: PlannedEvent) => number,
  [from, to]: readonly [number, number],
  rather?: string,
): Hit {
  const hits = new Map<string, { readonly first: number; count: number }>();
  for (const [index, event] of plan.entries()) {
    if (share(event) < from || share(event) > to) continue;
    const hit = hits.get(event.store) ?? { first: index, count: 0 };
    hits.set(event.store, { ...hit, count: hit.count + 1 });
  }
  const ranked = [...hits].sort(([, a], [, b]) => b.count - a.count);
  const [store, hit] = ranked.find(([id]) => id !== rather) ?? ranked[0] ?? [];
  if (store !== undefined && hit !== undefined) {
    return { index: hit.first, store, events: hit.count };
  }
  // Nothing happens in the window, as in a file of one line: the last event will do.
  const index = plan.length - 1;
  return { index, store: plan[index]?.store ?? '', events: 1 };
}
