/** `npm run bench -- NAME`: what is measured, and how, stands in README.md beside this file. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchActors } from './actors/bench.ts';
import { loadBefore, machineLine } from './machine.ts';
import { printed, type Report, writeReport } from './report/report.ts';
import { benchStores } from './stores/bench.ts';
import { benchSupervision } from './supervision/bench.ts';
import { benchTuning } from './tuning/bench.ts';
import { benchWorker } from './worker/bench.ts';

type Bench = (quick: boolean) => Promise<Report>;

const BENCHES: Readonly<Record<string, Bench>> = {
  actors: benchActors,
  stores: benchStores,
  supervision: benchSupervision,
  tuning: benchTuning,
  worker: benchWorker,
};

const RESULTS = join(import.meta.dirname, 'results');

const USAGE = `Usage: npm run bench -- NAME [--quick]
NAME: ${Object.keys(BENCHES).join(' or ')}
--quick: shorter and rougher; its results go to bench/results/quick, which git ignores.
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { quick: { type: 'boolean' }, help: { type: 'boolean' } },
});
const [name = ''] = positionals;
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (values['help'] === true) {
  process.stdout.write(USAGE);
} else if (bench === undefined || positionals.length > 1) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  await run(bench, values['quick'] === true);
}

async function run(measure: Bench, quick: boolean): Promise<void> {
  const warnings = [loadBefore(), quick ? 'A quick run: rough figures.' : undefined];
  const circumstances = {
    machine: machineLine(),
    warnings: warnings.filter((warning) => warning !== undefined),
    command: `npm run bench -- ${name}${quick ? ' --quick' : ''}`,
  };
  const report = await measure(quick);
  process.stdout.write(printed(report, circumstances));
  const files = await writeReport(report, circumstances, quick ? join(RESULTS, 'quick') : RESULTS);
  process.stdout.write(`${files.join('\n')}\n`);
}
