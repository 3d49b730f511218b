/** The lines with which a run ends. Pure. */

import { errorText } from '../command-line/usage-error.ts';
import type { Chaos } from '../faults/chaos.ts';
import type { ChaosPlan } from '../faults/chaos-plan.ts';
import { count, many, seconds } from './format.ts';
import type { Tally } from './tally.ts';

export interface Ending {
  readonly tally: Tally;
  readonly elapsedMs: number;
  readonly stopped: boolean;
  readonly chaos: { readonly plan: ChaosPlan; readonly seen: Chaos } | undefined;
  /** Stores with accepted events that no fence covered. */
  readonly unfenced: readonly string[];
  readonly closeErrors: readonly string[];
}

/** Whether the run kept what it promises: nothing refused, nothing left, every fault survived. */
export function reconciles({ tally, stopped, chaos, unfenced, closeErrors }: Ending): boolean {
  const accepted = tally.sum('accepted');
  const kept = accepted === tally.sum('durable') && tally.sum('refused') === 0;
  const clean = unfenced.length === 0 && closeErrors.length === 0;
  if (stopped) return kept && clean;
  return kept && clean && accepted === tally.expected && (chaos?.seen.survived ?? true);
}

export function summary(ending: Ending): string[] {
  const { tally, elapsedMs, stopped } = ending;
  const of = stopped ? `, ${count(tally.expected)} in the input` : ` of ${count(tally.expected)}`;
  return [
    `${stopped ? 'Stopped after' : 'Replayed in'} ${seconds(elapsedMs)}: ` +
      `${many(tally.sum('accepted'), 'event')} accepted${of}, ${count(tally.sum('durable'))} durable`,
    `  ${many(tally.stores.size, 'store')}, made durable by ${many(tally.fences, 'fence')}; ` +
      `${many(tally.sum('trips'), 'breaker trip')}, ${many(tally.sum('restarts'), 'worker restart')}`,
    ...faults(ending),
    ...losses(ending),
  ];
}

function faults({ chaos, stopped }: Ending): string[] {
  if (chaos === undefined) return [];
  const { plan, seen } = chaos;
  const missed = stopped ? 'not seen, the run was stopped before' : 'NOT survived';
  const states = seen.states.map((state) => state.replace('_', '-')).join(' → ');
  const fault = seen.faultSurvived
    ? `survived; ${many(seen.acceptedWhileOpen, 'event')} accepted meanwhile`
    : missed;
  const crash = seen.crashSurvived
    ? `survived; restarted with ${many(seen.waitingAtCrash, 'event')} pending`
    : missed;
  return [
    `  disk fault in ${plan.fault.store}: ${fault}; breaker ${states}`,
    `  worker crash in ${plan.crash.store}: ${crash}`,
  ];
}

function losses({ tally, unfenced, closeErrors }: Ending): string[] {
  const left = tally.sum('accepted') - tally.sum('durable');
  const { firstRefusal } = tally;
  const refused = many(tally.sum('refused'), 'event');
  return [
    ...(left > 0 ? [`  LEFT: ${many(left, 'event')} accepted and not durable`] : []),
    ...(unfenced.length > 0 ? [`  NOT FENCED: ${unfenced.join(', ')}`] : []),
    ...(firstRefusal === undefined
      ? []
      : [
          `  REFUSED: ${refused}; first by ${firstRefusal.store}: ${errorText(firstRefusal.error)}`,
        ]),
    ...closeErrors.map((error) => `  NOT CLOSED: ${error}`),
  ];
}
