/** Measuring side by side: every contender runs once in every round, in turn. */

export interface Contender {
  readonly name: string;
  /** Performs its work and answers operations per second. */
  readonly run: () => Promise<number>;
}

export interface Result {
  readonly name: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Interleaved, so that whatever else the machine does falls on all of them alike. */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
): Promise<Result[]> {
  const samples = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, run } of contenders) {
      samples.get(name)?.push(await run());
      showProgress(`${name}: round ${round + 1} of ${rounds}`);
    }
  }
  showProgress('');
  return [...samples].map(([name, values]) => summary(name, values));
}

/** One line that is written over; only where somebody looks. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}

function summary(name: string, values: readonly number[]): Result {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return {
    name,
    median: at(Math.floor(sorted.length / 2)),
    least: at(0),
    most: at(sorted.length - 1),
  };
}

/** Operations per second of `count` operations done by `work`. */
export async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (count / (performance.now() - start)) * 1_000;
}
