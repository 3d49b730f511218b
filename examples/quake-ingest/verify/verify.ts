/** `--verify`: checks what the last run left, prints a table. Also the end of every run. */

import { count, many, printable } from '../display/format.ts';
import { DataFolder } from '../run-folder/data-folder.ts';
import { type RunRecord, readRecord } from '../run-folder/run-record.ts';
import { checkRun, type RunCheck } from './check-run.ts';
import type { StoreCheck } from './check-store.ts';

const STATES = {
  completed: 'The run was completed: everything in the input has to be there.',
  stopped: 'The run was stopped: everything that it accepted has to be there.',
  running: 'The run was cut off (killed): everything that was reported durable has to be there.',
};

const MOST_PROBLEMS = 10;

/** The exit code: 0 only when everything holds. Throws a `UsageError` when there is no run. */
export async function verify(path: string, print: (line: string) => void): Promise<0 | 1> {
  const record = await readRecord(path);
  const folder = await DataFolder.take(path);
  try {
    const check = await checkRun(folder, record);
    for (const line of report(record, check)) print(line);
    return check.problems.length === 0 ? 0 : 1;
  } finally {
    await folder.release();
  }
}

function report(record: RunRecord, { stores, torn, problems }: RunCheck): string[] {
  const total = (figure: 'planned' | 'found' | 'noted'): number =>
    stores.reduce((sum, store) => sum + store[figure], 0);
  const bad =
    record.badLines > 0 ? [`${many(record.badLines, 'bad line')} left out, as reported`] : [];
  return [
    STATES[record.state],
    '',
    row('network', 'in the input', 'in the store', 'noted durable', ''),
    ...stores.map((store) =>
      row(store.network, store.planned, store.found, store.noted, verdict(store)),
    ),
    row('all', total('planned'), total('found'), total('noted'), ''),
    '',
    ...bad,
    ...(torn ? ['The last line of durable.log was cut off in its write: it is no promise.'] : []),
    ...problems.slice(0, MOST_PROBLEMS).map((problem) => `PROBLEM ${printable(problem, 200)}`),
    ...(problems.length > MOST_PROBLEMS
      ? [`and ${count(problems.length - MOST_PROBLEMS)} more`]
      : []),
    problems.length === 0
      ? `Verified: all ${many(total('noted'), 'event')} reported durable are there, no hole, none twice.`
      : `NOT verified: ${many(problems.length, 'problem')}.`,
  ];
}

function verdict({ problems }: StoreCheck): string {
  return problems.length === 0 ? 'ok' : many(problems.length, 'PROBLEM');
}

function row(network: string, ...cells: readonly (number | string)[]): string {
  const [planned, found, noted, last] = cells.map((cell) =>
    typeof cell === 'number' ? count(cell) : cell,
  );
  const figures = [planned, found, noted].map((cell) => (cell ?? '').padStart(13));
  return `  ${printable(network, 20).padEnd(10)}${figures.join('  ')}  ${last ?? ''}`.trimEnd();
}
