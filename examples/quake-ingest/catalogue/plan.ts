/**
 * What a run has to write: two events per catalogue entry, in the order of their times. The run
 * replays the plan, and `--verify` makes it again from the same input and compares.
 */
import type { Catalogue } from './catalogue.ts';
import type { Entry } from './catalogue-entry.ts';

export interface PlannedEvent {
  /** The network, whose store takes the event. */
  readonly store: string;
  readonly stream: string;
  readonly version: number;
  readonly type: 'QuakeReported' | 'QuakeRevised';
  readonly data: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds of the catalogue. */
  readonly at: number;
}

/** Fields that a revision states anew; the others are facts of the quake. */
const REVISED = ['status', 'mag', 'magType', 'depth', 'sig'];

export function planOf(catalogue: Catalogue): readonly PlannedEvent[] {
  const events = catalogue.entries.flatMap(eventsOf);
  // The sort is stable, so a revision at the very time of the report stays behind it.
  return events.sort((a, b) => a.at - b.at);
}

/** The networks in alphabetical order, each with its number of events. */
export function networksOf(plan: readonly PlannedEvent[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { store } of plan) counts.set(store, (counts.get(store) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function eventsOf({ id, net, time, updated, details }: Entry): PlannedEvent[] {
  const { status, ...reported } = details;
  const first: PlannedEvent = {
    store: net,
    stream: id,
    version: 1,
    type: 'QuakeReported',
    data: updated === undefined ? { time, ...details } : { time, ...reported },
    at: time,
  };
  if (updated === undefined) return [first];
  const revised = Object.entries({ ...details, status }).filter(([key]) => REVISED.includes(key));
  const data = { updated, ...Object.fromEntries(revised) };
  const at = Math.max(time, updated);
  return [first, { ...first, version: 2, type: 'QuakeRevised', data, at }];
}
