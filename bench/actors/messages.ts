/** P1, P2 and P3: how fast casts and calls go, everybody in turn. */
import type { Contender } from '../contenders/contender.ts';
import { type Pace, rates } from '../contenders/rates.ts';
import type { Entrant, Summary } from '../rounds.ts';
import { interleave } from '../rounds.ts';
import type { Setting } from './setting.ts';

export type Rates = ReadonlyMap<string, Summary>;

export function castRates(
  contenders: readonly Contender[],
  burst: number,
  pace: Pace,
): Promise<Rates> {
  const title = `casts, bursts of ${burst}`;
  return rates(contenders, { title, verb: 'casts', rest: [burst], step: burst }, pace);
}

export function callRates(contenders: readonly Contender[], pace: Pace): Promise<Rates> {
  return rates(contenders, { title: 'calls', verb: 'calls', rest: [], step: 1 }, pace);
}

export interface OutstandingRates {
  readonly rates: Rates;
  /** Replies that never came, over all rounds. */
  readonly lost: ReadonlyMap<string, number>;
}

export async function outstandingRates(
  contenders: readonly Contender[],
  setting: Setting,
): Promise<OutstandingRates> {
  const { outstanding, outstandingTimeoutMs, pace } = setting;
  const able = contenders.filter((contender) => contender.can('outstanding'));
  const lost = new Map(able.map(({ name }) => [name, 0]));
  const entrants: Entrant[] = [];
  for (const contender of able) {
    const run = async (): Promise<number> => {
      const answer = await contender.ask('outstanding', outstanding, outstandingTimeoutMs);
      const { ms = Number.NaN, done = 0, lost: missing = 0 } = answer;
      if (done + missing !== outstanding) throw new Error(`${contender.name}: wrong replies`);
      lost.set(contender.name, (lost.get(contender.name) ?? 0) + missing);
      return (done / ms) * 1_000;
    };
    await run();
    lost.set(contender.name, 0);
    entrants.push({ name: contender.name, run });
  }
  const title = `${outstanding} calls outstanding`;
  return { rates: await interleave(entrants, pace.rounds, title), lost };
}
