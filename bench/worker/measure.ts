/** Rounds in turn, each in a process of its own that begins afresh. */
import type { Contender } from '../contenders/contender.ts';
import { startNodeProgram } from '../contenders/node.ts';
import type { Answer } from '../contenders/protocol.ts';
import { showProgress } from '../progress.ts';
import { type Summary, summarize } from '../rounds.ts';
import type { Setting } from './setting.ts';

export type Program = 'holdfast' | 'cockatiel' | 'opossum';

/** Figures by what they are called: `calm_eager.p99`. */
export type Figures = ReadonlyMap<string, Summary>;

/** One thing that a round measures. */
interface Turn {
  readonly name: string;
  readonly program: Program;
  readonly measure: (contender: Contender) => Promise<Answer>;
}

const asking =
  (verb: string, ...numbers: readonly number[]): Turn['measure'] =>
  (contender) =>
    contender.ask(verb, ...numbers);

function turnsOf(setting: Setting): readonly Turn[] {
  const { calmMs, saturatedMs, forced, guarded, hangMs } = setting;
  const ours = (name: string, measure: Turn['measure']): Turn => ({
    name,
    program: 'holdfast',
    measure,
  });
  const guards = (program: Program, ...verbs: readonly string[]): Turn[] =>
    verbs.map((verb) => ({
      name: `${program}_${verb}`,
      program,
      measure: (contender) => besideBare(contender, verb, guarded),
    }));
  return [
    ours('idle', (contender) => idle(contender, setting)),
    ours('forced_embedded', asking('forced_embedded', forced.embedded)),
    ours('forced_memory', asking('forced_memory', forced.memory)),
    ...guards('holdfast', 'guard_itself', 'guard_batch', 'guard_alone'),
    ...guards('cockatiel', 'guard_breaker', 'guard_timeout'),
    ...guards('opossum', 'guard_breaker', 'guard_timeout'),
    ours('hang', (contender) => hanging(contender, hangMs)),
    ours('calm_eager', asking('calm', 1, calmMs.eager)),
    ours('saturated_interval', asking('saturated', 0, saturatedMs.interval, 0)),
    ours('saturated_eager', asking('saturated', 1, saturatedMs.eager, 0)),
    ours('waiting_eager', asking('saturated', 1, saturatedMs.eager, 1)),
  ];
}

export async function measure(setting: Setting): Promise<Figures> {
  const samples = new Map<string, number[]>();
  const add = (name: string, answer: Answer): void => {
    for (const [figure, value] of Object.entries(answer)) {
      const key = `${name}.${figure}`;
      samples.set(key, [...(samples.get(key) ?? []), value]);
    }
  };
  for (let round = 1; round <= setting.rounds; round += 1) {
    for (const turn of turnsOf(setting)) {
      showProgress(`round ${round} of ${setting.rounds}: ${turn.name}`);
      add(turn.name, await afresh(turn.program, turn.measure));
    }
  }
  showProgress('the interval of 5 s');
  for (const [name, answer] of await mostlyWaiting(setting)) add(name, answer);
  showProgress('');
  return new Map([...samples].map(([name, values]) => [name, summarize(values)]));
}

/** Who waits for five seconds at a time disturbs nobody: all these rounds run at once. */
async function mostlyWaiting({
  rounds,
  calmMs,
  saturatedMs,
}: Setting): Promise<[string, Answer][]> {
  const rounded = Array.from(
    { length: rounds },
    async (): Promise<[string, Answer][]> => [
      ['calm_interval', await afresh('holdfast', asking('calm', 0, calmMs.interval))],
      [
        'waiting_interval',
        await afresh('holdfast', asking('saturated', 0, saturatedMs.interval, 1)),
      ],
    ],
  );
  return (await Promise.all(rounded)).flat();
}

async function afresh(program: Program, measure: Turn['measure']): Promise<Answer> {
  await using contender = await startNodeProgram(`../worker/programs/${program}.ts`, program);
  return await measure(contender);
}

async function idle(contender: Contender, { idle: { few, many } }: Setting): Promise<Answer> {
  await contender.ask('grow', few);
  const { bytes: before = Number.NaN } = await contender.ask('bytes');
  await contender.ask('grow', many);
  const { bytes: after = Number.NaN } = await contender.ask('bytes');
  return { ...(await contender.ask('armed')), bytes: (after - before) / (many - few) };
}

/** Warmed up, and then in turn with the bare call; ms for each call. */
async function besideBare(contender: Contender, verb: string, count: number): Promise<Answer> {
  const each = async (asked: string, calls: number): Promise<number> => {
    const { ms = Number.NaN, done } = await contender.ask(asked, calls);
    if (done !== calls) throw new Error(`${asked}: ${done} of ${calls}`);
    return ms / calls;
  };
  await each(verb, count);
  await each('bare', count * 10);
  const guarded: number[] = [];
  const bare: number[] = [];
  for (let slice = 0; slice < 5; slice += 1) {
    guarded.push(await each(verb, count));
    bare.push(await each('bare', count * 10));
  }
  return { guarded: summarize(guarded).median, bare: summarize(bare).median };
}

/** The first time warms up; `growth` is what the second one leaves behind, in bytes. */
async function hanging(contender: Contender, ms: number): Promise<Answer> {
  await contender.ask('hang', ms);
  const { bytes: before = Number.NaN } = await contender.ask('bytes');
  const answer = await contender.ask('hang', ms);
  const { bytes: after = Number.NaN } = await contender.ask('bytes');
  return { ...answer, growth: after - before };
}
