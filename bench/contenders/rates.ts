/** Operations a second of several contenders, found in turn. */
import { showProgress } from '../progress.ts';
import { type Entrant, interleave, type Summary } from '../rounds.ts';
import type { Contender } from './contender.ts';
import type { Answer } from './protocol.ts';

/** One command that is asked with a count: `casts COUNT 1000`. */
export interface Work {
  readonly title: string;
  readonly verb: string;
  /** What follows the count. */
  readonly rest: readonly number[];
  /** The count is a multiple of this. */
  readonly step: number;
}

export interface Pace {
  readonly rounds: number;
  /** How long one contender's turn takes, about. */
  readonly sliceMs: number;
}

/** By name, for those that can. Throws when one has not done all that it was told. */
export async function rates(
  contenders: readonly Contender[],
  work: Work,
  { rounds, sliceMs }: Pace,
): Promise<Map<string, Summary>> {
  const entrants: Entrant[] = [];
  for (const contender of contenders.filter((one) => one.can(work.verb))) {
    showProgress(`${work.title}: ${contender.name} warms up`);
    const count = await warmUp(contender, work, sliceMs);
    const run = async (): Promise<number> => perSecond(count, await ask(contender, work, count));
    entrants.push({ name: contender.name, run });
  }
  return interleave(entrants, rounds, work.title);
}

/** Answers how many make one turn, once its code is as fast as it gets. */
async function warmUp(contender: Contender, work: Work, sliceMs: number): Promise<number> {
  const { step } = work;
  let count = Math.ceil(1_000 / step) * step;
  for (let slices = 0; slices < 3; ) {
    const { ms = 0 } = await ask(contender, work, count);
    if (ms >= sliceMs / 2) slices += 1;
    const factor = Math.min(8, sliceMs / Math.max(ms, 0.1));
    count = Math.max(1, Math.round((count * factor) / step)) * step;
  }
  return count;
}

async function ask(contender: Contender, work: Work, count: number): Promise<Answer> {
  const answer = await contender.ask(work.verb, count, ...work.rest);
  if (answer['done'] === count) return answer;
  throw new Error(`${contender.name}: ${work.title}: did ${answer['done']} of ${count}`);
}

function perSecond(count: number, { ms = Number.NaN }: Answer): number {
  return (count / ms) * 1_000;
}
