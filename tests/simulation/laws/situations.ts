import type { Effect } from '@holdfast/actors/core';
import type { Situation } from '../coverage.ts';
import type { Seen } from '../world/seen.ts';

/** Notes what a decision shows to have happened. */
export function noteSituations({ coverage }: Seen, effects: readonly Effect[]): void {
  for (const effect of effects) {
    const situation = situationOf(effect);
    if (situation !== undefined) coverage.reached(situation);
  }
}

function situationOf(effect: Effect): Situation | undefined {
  if (effect.type === 'reopen_store') return 'a poisoned store was reopened';
  if (effect.type !== 'publish') return undefined;
  switch (effect.event.type) {
    case 'fence_written_off':
      return 'a fence was written off';
    case 'store_quarantined':
      return 'a store was put into quarantine';
    case 'store_recovered':
      return 'a store left quarantine';
    case 'store_poisoned':
      return 'a store was poisoned';
    case 'breaker_changed':
      if (effect.event.cause === 'probe_failed') return 'a probe failed';
      return effect.event.cause === 'probe_succeeded' ? 'a probe succeeded' : undefined;
    default:
      return undefined;
  }
}
