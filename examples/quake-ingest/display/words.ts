/** What a run says before and after. Pure. */

import { badLines, type Input } from '../catalogue/input.ts';
import { DEFAULT_DATA } from '../command-line/flag-table.ts';
import type { Flags } from '../command-line/flags.ts';
import { type DemoOptions, describeOptions } from '../demo-options.ts';
import { count, many, seconds } from './format.ts';

export function introduction(flags: Flags, input: Input, options: DemoOptions): string[] {
  const { name, catalogue, plan, networks } = input;
  const bad = badLines(name, catalogue);
  return [
    `Replaying ${many(plan.length, 'event')} of ${name} in ${seconds(flags.durationMs)}`,
    `${many(networks.size, 'seismic network')}, one supervised store each`,
    ...describeOptions(options),
    ...(flags.chaos
      ? ['On the way a disk is made to fail and a worker is crashed, both on purpose.']
      : []),
    ...(bad.length > 0
      ? [`${many(catalogue.bad.length, 'bad line')} of ${count(catalogue.lines)} left out:`]
      : []),
    ...bad.map((line) => `  ${line}`),
  ];
}

export function farewell(flags: Flags, good: boolean): string[] {
  const where = flags.data === DEFAULT_DATA ? '' : ` --data ${quoted(flags.data)}`;
  return [
    good ? '' : 'NOT everything reconciles: see above.',
    `Data:      ${flags.data}`,
    `Try next:  npm start -- --verify${where}`,
    '           npm start -- --help',
  ];
}

function quoted(text: string): string {
  return /^[\w./@%+=:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
