/** A run from its input to its exit code: prepare, replay, sum up, verify. */

import { readInput } from './catalogue/input.ts';
import type { Flags } from './command-line/flags.ts';
import { demoOptions } from './demo-options.ts';
import type { Screen } from './display/screen.ts';
import { reconciles, summary } from './display/summary.ts';
import { farewell, introduction } from './display/words.ts';
import { DataFolder } from './run-folder/data-folder.ts';
import { newRecord, recordText } from './run-folder/run-record.ts';
import { replayAll } from './session.ts';
import { verifyInFreshProcess } from './verify/verify-process.ts';

/** The exit code. `signal` stops the run in order. Throws a `UsageError` before it writes. */
export async function run(flags: Flags, screen: Screen, signal: AbortSignal): Promise<0 | 1> {
  const input = await readInput(flags.file);
  const folder = await DataFolder.beginAfresh(flags.data);
  const record = newRecord(flags.file, input.catalogue.bad.length);
  await folder.write('run', recordText(record));
  await folder.write('input', input.bytes);
  const options = demoOptions(flags.quick);
  for (const line of introduction(flags, input, options)) screen.print(line);

  const ending = await replayAll({ flags, input, folder, options, screen, signal });
  const { tally, stopped } = ending;
  const counts = { accepted: tally.sum('accepted'), durable: tally.sum('durable') };
  const state = stopped ? 'stopped' : 'completed';
  await folder.write('run', recordText({ ...record, ...counts, state }));
  await folder.release();

  for (const line of summary(ending)) screen.print(line);
  const verified = stopped || (await verifyInFreshProcess(flags.data, screen));
  const good = verified && reconciles(ending);
  for (const line of farewell(flags, good)) screen.print(line);
  return good ? 0 : 1;
}
