/**
 * `npm run simulate`: histories of a simulated worker, judged by its laws.
 *   --seed S     the first seed (default: by the clock); with --trace, the only one
 *   --events N   until so many events were seen (default 200000)
 *   --trace      one history, step by step
 *   --mutants    whether planted bugs are caught
 */
import { parseArgs } from 'node:util';
import { historyOf } from './history/history.ts';
import { shrink } from './history/shrink.ts';
import { HISTORY_LENGTH, type Many, runMany } from './many.ts';
import { mutantTable } from './mutants/mutant-table.ts';
import { coverageLines } from './report.ts';
import { run } from './run.ts';

// A refusal at the door is an error object; its stack would be most of the time.
Error.stackTraceLimit = 0;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    events: { type: 'string', default: '200000' },
    trace: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
  },
});
const seed = whole('seed', values.seed ?? String(Date.now() % 2 ** 32));
const events = whole('events', values.events);

if (values.mutants) process.exitCode = (await mutantTable(events, console.log)) ? 0 : 1;
else if (values.trace) trace();
else simulate();

function trace(): void {
  const { violation, events: seen } = run(historyOf(seed, HISTORY_LENGTH), console.log);
  console.log(violation?.message ?? `seed ${seed}: ${seen} events, no law broken`);
  process.exitCode = violation === undefined ? 0 : 1;
}

function simulate(): void {
  const began = Date.now();
  const many = runMany(seed, events, progressTo(process.stderr));
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  for (const line of coverageLines(many.coverage)) console.log(line);
  const seconds = (Date.now() - began) / 1_000;
  const hours = (many.virtualMs / 3_600_000).toFixed(1);
  const rate = Math.round(many.events / seconds / 1_000);
  console.log(
    `${many.events} events (${many.inputs} heard by the worker) in ${many.histories} histories ` +
      `from seed ${seed}, ${hours} virtual hours, ` +
      `${rate} k events/s, ${many.broken === undefined ? 0 : 1} violations`,
  );
  if (many.broken !== undefined) tellBroken(many.broken);
}

function tellBroken({ history, violation }: NonNullable<Many['broken']>): void {
  process.exitCode = 1;
  console.log(`seed ${history.seed}: ${violation.message}`);
  const shortest = shrink(history, (shorter) => run(shorter).violation?.law === violation.law);
  console.log(`${shortest.choices.length} of ${history.choices.length} choices break it:`);
  const { violation: again } = run(shortest, console.log);
  console.log(again?.message);
  console.log(`npm run simulate -- --seed ${history.seed} --trace`);
}

function progressTo(stream: NodeJS.WriteStream): (seen: number) => void {
  if (!stream.isTTY) return () => undefined;
  return (seen) => stream.write(`\r${Math.floor((100 * seen) / events)} % `);
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`--${name} must be a whole number, not ${text}`);
  process.exit(2);
}
