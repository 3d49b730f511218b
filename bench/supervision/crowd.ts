/** The life of many supervised workers in one process: start, message, crash, stop. */
import type { Contender } from '../contenders/contender.ts';
import { showProgress } from '../progress.ts';
import { type Summary, summarize } from '../rounds.ts';
import type { Setting } from './setting.ts';

/** Times in ms for each worker that it concerns; `memory` and `left` in bytes for each worker. */
export type Phase = 'start' | 'memory' | 'message' | 'crash' | 'stop' | 'left';

type Samples = Map<Phase, number[]>;

export async function crowdLives(
  contenders: readonly Contender[],
  setting: Setting,
): Promise<ReadonlyMap<string, ReadonlyMap<Phase, Summary>>> {
  const samples = new Map<string, Samples>(
    contenders.map(({ name }) => [name, new Map<Phase, number[]>()]),
  );
  // One life before it counts: code is warm then, and heaps have their size.
  for (const contender of contenders) await live(contender, setting, new Map<Phase, number[]>());
  for (let round = 0; round < setting.crowdRounds; round += 1) {
    for (const contender of contenders) {
      showProgress(`${setting.workers} workers: ${contender.name}, round ${round + 1}`);
      await live(contender, setting, samples.get(contender.name) ?? new Map<Phase, number[]>());
    }
  }
  showProgress('');
  return new Map([...samples].map(([name, phases]) => [name, summaries(phases)]));
}

/** Throws when one worker is missing anywhere. */
async function live(contender: Contender, setting: Setting, samples: Samples): Promise<void> {
  const { workers, crashed } = setting;
  const add = (phase: Phase, value: number): void => {
    samples.set(phase, [...(samples.get(phase) ?? []), value]);
  };
  const timed = async (verb: Phase, count: number, ...numbers: number[]): Promise<number> => {
    const { ms = Number.NaN, done } = await contender.ask(verb, ...numbers);
    if (done !== count) throw new Error(`${contender.name}: ${verb}: ${done} of ${count} workers`);
    return ms / count;
  };
  const before = await bytesOf(contender);
  add('start', await timed('start', workers, workers));
  add('message', await timed('message', workers));
  add('crash', await timed('crash', crashed, crashed));
  await timed('message', workers);
  add('memory', ((await bytesOf(contender)) - before) / workers);
  add('stop', await timed('stop', workers));
  add('left', ((await bytesOf(contender)) - before) / workers);
}

async function bytesOf(contender: Contender): Promise<number> {
  const { bytes = Number.NaN } = await contender.ask('bytes');
  return bytes;
}

function summaries(samples: Samples): ReadonlyMap<Phase, Summary> {
  return new Map([...samples].map(([phase, values]) => [phase, summarize(values)]));
}
