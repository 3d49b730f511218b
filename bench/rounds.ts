/** Measuring side by side: everybody runs once in every round, in turn. */
import { showProgress } from './progress.ts';

export interface Entrant {
  readonly name: string;
  /** Performs its work and answers one sample. */
  readonly run: () => Promise<number>;
}

/** What many samples of one thing come to. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Interleaved, so that whatever else the machine does falls on all of them alike. */
export async function interleave(
  entrants: readonly Entrant[],
  rounds: number,
  title = '',
): Promise<Map<string, Summary>> {
  const samples = new Map<string, number[]>(entrants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of entrants) {
      showProgress(`${title}: ${name}, round ${round + 1} of ${rounds}`);
      samples.get(name)?.push(await run());
    }
  }
  showProgress('');
  return new Map([...samples].map(([name, values]) => [name, summarize(values)]));
}

/** Throws when there is nothing to sum up: a median of nothing is no figure. */
export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const [least] = sorted;
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) throw new RangeError('no samples');
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? least;
  const high = sorted[Math.floor(sorted.length / 2)] ?? most;
  return { median: (low + high) / 2, least, most };
}
