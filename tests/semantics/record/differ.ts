/**
 * `npm run -s otp:differ -- [--kind KIND] [--theme THEME] [--seed N] [--count N] [--shrink]`: plays
 * random scenarios on real OTP and on this port, and prints where the traces differ; with
 * `--shrink`, for the smallest scenario that still differs.
 * Exit codes: 1 if there is a difference, 2 without OTP.
 */
import process from 'node:process';
import { deviation } from '../compare.ts';
import { replay } from '../replay/replay.ts';
import type { Line } from '../replay/scenario.ts';
import { Beam, NoOtpError } from './beam.ts';
import { generate, type Unplayed } from './generate/kinds.ts';
import { orderOf } from './order.ts';
import { smaller } from './smaller.ts';

const AT_ONCE = 16;

const order = orderOf(process.argv.slice(2));
try {
  const beam = new Beam();
  try {
    await differ(beam);
  } finally {
    beam.close();
  }
} catch (error) {
  if (!(error instanceof NoOtpError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

async function differ(beam: Beam): Promise<void> {
  const lines = await record(beam, generate(order), (why) => console.error(why));
  let differences = 0;
  for (const line of lines) {
    const difference = await differenceOf(line);
    if (difference === undefined) continue;
    differences += 1;
    if (order.shrink) await shrink(beam, line);
    else console.log(`${difference}\n  ${JSON.stringify(line.scenario)}\n`);
  }
  console.log(`${lines.length - differences} of ${lines.length} scenarios equal`);
  if (differences > 0) process.exitCode = 1;
}

/** Plays scenarios on OTP. What cannot be played is reported and left out. */
async function record(
  beam: Beam,
  unplayed: readonly Unplayed[],
  report: (why: string) => void = () => undefined,
): Promise<Line[]> {
  const lines: Line[] = [];
  const scenarios = new Map(unplayed.map(({ id, scenario }) => [id, scenario]));
  await beam.play([...scenarios.values()], AT_ONCE, (outcome) => {
    const scenario = scenarios.get(outcome.id);
    if (scenario === undefined) throw new Error(`nobody asked for ${outcome.id}`);
    if ('trace' in outcome)
      lines.push({ id: outcome.id, scenario, trace: outcome.trace as Line['trace'] });
    else report(`${outcome.id}: ${outcome.failed.split('\n')[0]}`);
  });
  return lines;
}

async function differenceOf(line: Line): Promise<string | undefined> {
  try {
    return deviation(line, await replay(line.scenario));
  } catch (error) {
    return `${line.id}: cannot be replayed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Leaves out what does not matter, until every part that is left does. */
async function shrink(beam: Beam, from: Line): Promise<void> {
  let line = from;
  for (;;) {
    const candidates = smaller(line.scenario).map((scenario, index) => {
      const id = `${from.id}-${index}`;
      return { id, scenario: { ...scenario, id } };
    });
    let found: Line | undefined;
    for (const candidate of await record(beam, candidates)) {
      if ((await differenceOf(candidate)) === undefined) continue;
      found = candidate;
      break;
    }
    if (found === undefined) break;
    line = found;
  }
  console.log(`${await differenceOf(line)}\n  ${JSON.stringify(line.scenario)}\n`);
}
