/**
 * `npm test`: runs vitest, then names every skipped test and ends with a true count. Arguments
 * after `--` go to vitest: `npm test -- tests/flow -t "breaker"`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { countsLine, reportCounts } from './counts.mjs';
import { readResults } from './test-results.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const given = process.argv.slice(2).filter((argument) => argument !== '--');
const { exitCode, report } = runVitest(given);
const { counts, notes } = readResults(report, exitCode, { chosen: choosesTests(given) });

for (const note of notes) console.log(note);
reportCounts(counts);
console.log(countsLine(counts));
process.exitCode = exitCode === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1;

/** Runs vitest on this terminal; `report` is its JSON, undefined when it got nowhere. */
function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  const json = join(folder, 'report.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${json}`];
  try {
    const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...args], {
      cwd: root,
      env: withoutCounts(process.env),
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return { exitCode: status ?? 1, report: readJson(json) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A test that itself runs this script must not write over our counts. */
function withoutCounts({ HOLDFAST_COUNTS: _, ...environment }) {
  return environment;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** With `-t`, vitest calls everything that does not match skipped: true, but nothing to list. */
function choosesTests(args) {
  return args.some((argument) => /^(-t|--testNamePattern)(=|$)/.test(argument));
}
