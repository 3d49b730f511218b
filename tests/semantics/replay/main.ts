/**
 * `npm run -s otp:replay -- FILE.jsonl`: one line `{"id", "trace"}` for each scenario of the file.
 * What cannot be played is named on standard error, and the exit code is 1.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { inspect } from 'node:util';
import { replay } from './replay.ts';
import { type Line, parseLines } from './scenario.ts';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: npm run -s otp:replay -- FILE.jsonl');
  process.exitCode = 2;
} else {
  // npm runs scripts in the folder of the package, not in that of who calls.
  const path = resolve(process.env['INIT_CWD'] ?? '.', file);
  for (const line of parseLines(readFileSync(path, 'utf8'))) await play(line);
}

async function play({ id, scenario }: Line): Promise<void> {
  try {
    const trace = await replay(scenario);
    process.stdout.write(`${JSON.stringify({ id, trace })}\n`);
  } catch (error) {
    console.error(`${id}: ${inspect(error)}`);
    process.exitCode = 1;
  }
}
