/** The replay's clock: the whole span of the catalogue takes a given number of milliseconds. */
import type { PlannedEvent } from './plan.ts';

/** Milliseconds after the start of the replay at which a moment of the catalogue is due. */
export type TimeWarp = (at: number) => number;

/** `plan` is in the order of time. One moment only: everything is due at once. */
export function timeWarp(plan: readonly PlannedEvent[], durationMs: number): TimeWarp {
  const first = plan[0]?.at ?? 0;
  const span = (plan.at(-1)?.at ?? first) - first;
  return (at) => (span === 0 ? 0 : ((at - first) / span) * durationMs);
}
