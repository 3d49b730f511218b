/** P7: how soon a worker that has crashed answers again, everybody in turn. */
import type { Contender } from '../contenders/contender.ts';
import { type Entrant, interleave, summarize } from '../rounds.ts';
import type { RestartTimes } from './measured.ts';
import type { Setting } from './setting.ts';

export async function restartTimes(
  contenders: readonly Contender[],
  { restartRounds, restarts }: Setting,
): Promise<ReadonlyMap<string, RestartTimes>> {
  const longest = new Map<string, number[]>();
  const entrants: Entrant[] = [];
  for (const contender of contenders) {
    const p99s: number[] = [];
    const run = async (): Promise<number> => {
      const {
        p50 = Number.NaN,
        p99 = Number.NaN,
        done,
      } = await contender.ask('restarts', restarts);
      if (done !== restarts) throw new Error(`${contender.name}: ${done} of ${restarts} restarts`);
      p99s.push(p99);
      return p50;
    };
    await run();
    await run();
    p99s.length = 0;
    longest.set(contender.name, p99s);
    entrants.push({ name: contender.name, run });
  }
  const medians = await interleave(entrants, restartRounds, 'restarts');
  return new Map(
    [...medians].map(([name, p50]) => [name, { p50, p99: summarize(longest.get(name) ?? []) }]),
  );
}
