/** Holds what one store gives back against the plan and the notebook. Pure. */
import type { RecordedEvent } from '@holdfast/actors/ports';
import type { PlannedEvent } from '../catalogue/plan.ts';
import type { Note } from '../run-folder/notebook.ts';

export interface StoreCheck {
  readonly network: string;
  readonly planned: number;
  readonly found: number;
  readonly noted: number;
  readonly problems: readonly string[];
}

interface StoreContent {
  readonly network: string;
  readonly plan: readonly PlannedEvent[];
  readonly notes: readonly Note[];
  readonly events: Iterable<RecordedEvent> | AsyncIterable<RecordedEvent>;
}

export async function checkStore(content: StoreContent): Promise<StoreCheck> {
  const { network, plan, notes } = content;
  const problems: string[] = [];
  const planned = new Map(plan.map((event) => [keyOf(event.stream, event.version), event]));
  const versions = new Map<string, Set<number>>();
  let found = 0;
  for await (const event of content.events) {
    found += 1;
    const version = Number(event.version);
    const known = versions.get(event.stream) ?? new Set();
    const problem = known.has(version)
      ? 'is in the store twice'
      : difference(event, planned.get(keyOf(event.stream, version)));
    if (problem !== undefined) problems.push(`${name(network, event)} ${problem}`);
    versions.set(event.stream, known.add(version));
  }
  for (const [stream, known] of versions) problems.push(...holes(network, stream, known));
  problems.push(...badNotes(notes, versions));
  return { network, planned: plan.length, found, noted: notes.length, problems };
}

function difference(event: RecordedEvent, planned: PlannedEvent | undefined): string | undefined {
  if (planned === undefined) return 'is in the store, but not in the input';
  if (event.type !== planned.type) return `is a ${event.type}, not a ${planned.type}`;
  const same = JSON.stringify(event.data) === JSON.stringify(planned.data);
  return same ? undefined : 'does not hold what the input says';
}

function holes(network: string, stream: string, known: ReadonlySet<number>): string[] {
  const last = Math.max(...known);
  return Array.from({ length: last }, (_, index) => index + 1)
    .filter((version) => !known.has(version))
    .map((version) => `${name(network, { stream, version })} is missing before version ${last}`);
}

/** The promise itself: whatever was reported durable has to be there, and was reported once. */
function badNotes(
  notes: readonly Note[],
  versions: ReadonlyMap<string, ReadonlySet<number>>,
): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { store, stream, version } of notes) {
    const key = keyOf(stream, version);
    const event = name(store, { stream, version });
    if (!versions.get(stream)?.has(version)) problems.push(`${event} was durable and is LOST`);
    if (seen.has(key)) problems.push(`${event} was reported durable twice`);
    seen.add(key);
  }
  return problems;
}

function name(store: string, event: { stream: string; version: bigint | number }): string {
  return `${store}: event ${event.version} of ${event.stream}`;
}

function keyOf(stream: string, version: number): string {
  return `${version} ${stream}`;
}
