/** P4 and P6: what a worker costs that only lives, and what the many do to the few that work. */
import type { Contender } from '../contenders/contender.ts';
import type { LineUp } from '../contenders/line-up.ts';
import { rates } from '../contenders/rates.ts';
import { showProgress } from '../progress.ts';
import { type Summary, summarize } from '../rounds.ts';
import type { Setting } from './setting.ts';

export interface CrowdFigures {
  /** Bytes for each worker. */
  readonly bytes: Summary;
  /** Milliseconds for one message, among few and among many, by the kind of message. */
  readonly costs: ReadonlyMap<CrowdMessage, { readonly few: Summary; readonly many: Summary }>;
}

export type CrowdMessage = 'call' | 'cast';

/** Two processes of one contender, one with few workers and one with many, take turns. */
export async function crowdFigures(
  lineUp: LineUp,
  name: string,
  setting: Setting,
): Promise<CrowdFigures> {
  await using few = await lineUp.start(name, `${name} among few`);
  await using many = await lineUp.start(name, `${name} among many`);
  await few.ask('grow', setting.crowd.few);
  const bytes = await growMany(many, setting);
  const costs = new Map<CrowdMessage, { few: Summary; many: Summary }>();
  for (const message of ['call', 'cast'] as const) {
    if (!many.can(`crowd_${message}s`)) continue;
    costs.set(message, await messageCosts(few, many, message, setting));
  }
  return { bytes, costs };
}

/** The median is over the whole way from the first step on, the range over the single steps. */
async function growMany(many: Contender, { crowd }: Setting): Promise<Summary> {
  const held: number[] = [];
  for (let count = crowd.step; count <= crowd.many; count += crowd.step) {
    showProgress(`${many.name}: ${count} workers`);
    const { done } = await many.ask('grow', count);
    if (done !== count) throw new Error(`${many.name}: ${done} of ${count} workers live`);
    const { bytes = Number.NaN } = await many.ask('bytes');
    held.push(bytes);
  }
  const steps = held.slice(1).map((bytes, index) => (bytes - (held[index] ?? 0)) / crowd.step);
  const grown = (held.at(-1) ?? 0) - (held[0] ?? 0);
  return { ...summarize(steps), median: grown / (crowd.many - crowd.step) };
}

async function messageCosts(
  few: Contender,
  many: Contender,
  message: CrowdMessage,
  setting: Setting,
): Promise<{ few: Summary; many: Summary }> {
  const { burst, shorterPace } = setting;
  const [rest, step] = message === 'cast' ? [[burst], burst * 10] : [[], 10];
  const work = { title: `${message}s to a crowd`, verb: `crowd_${message}s`, rest, step };
  const found = await rates([few, many], work, shorterPace);
  const cost = (name: string): Summary => {
    const { median, least, most } = found.get(name) ?? summarize([]);
    return { median: 1_000 / median, least: 1_000 / most, most: 1_000 / least };
  };
  return { few: cost(few.name), many: cost(many.name) };
}
