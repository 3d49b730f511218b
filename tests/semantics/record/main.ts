/**
 * `npm run -s otp:record -- FILE.jsonl [--at-once N]`: plays the scenarios of the file on real OTP
 * and prints a golden file: one line `{"id", "scenario", "trace"}` for each.
 * Exit codes: 1 if a scenario could not be played, 2 without OTP or without a file.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Beam, NoOtpError, type Outcome } from './beam.ts';

/** Scenarios mostly sleep; more at once than this would disturb each other's timers. */
const AT_ONCE = '8';

interface Scenario {
  readonly id: string;
}

const { values, positionals } = parseArgs({
  options: { 'at-once': { type: 'string', default: AT_ONCE } },
  allowPositionals: true,
});
const [file] = positionals;
if (file === undefined) {
  console.error('usage: npm run -s otp:record -- FILE.jsonl [--at-once N]');
  process.exitCode = 2;
} else {
  // npm runs scripts in the folder of the package, not in that of who calls.
  await record(resolve(process.env['INIT_CWD'] ?? '.', file), Number(values['at-once']));
}

async function record(path: string, atOnce: number): Promise<void> {
  const scenarios = readScenarios(path);
  try {
    const beam = new Beam();
    try {
      await beam.play([...scenarios.values()], atOnce, (outcome) => {
        print(outcome, scenarios.get(outcome.id));
      });
    } finally {
      beam.close();
    }
  } catch (error) {
    if (!(error instanceof NoOtpError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

function readScenarios(path: string): Map<string, Scenario> {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const scenarios = lines.map((line) => (JSON.parse(line) as { scenario: Scenario }).scenario);
  return new Map(scenarios.map((scenario) => [scenario.id, scenario]));
}

function print(outcome: Outcome, scenario: Scenario | undefined): void {
  if ('trace' in outcome) {
    const { id, trace } = outcome;
    process.stdout.write(`${JSON.stringify({ id, scenario, trace })}\n`);
  } else {
    console.error(`${outcome.id}: ${outcome.failed}`);
    process.exitCode = 1;
  }
}
