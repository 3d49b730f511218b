/**
 * Every check that is not a test, one after the other, all of them even after a failure.
 * `node scripts/check.mjs lint format` runs only the named ones.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { countsLine, reportCounts } from './counts.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Name → the tool's file under node_modules and its arguments; no npx, so nothing is fetched. */
const CHECKS = {
  types: ['typescript/bin/tsc', '-b'],
  'test-types': ['typescript/bin/tsc', '-p', 'tsconfig.test.json'],
  'consumer-types': ['typescript/bin/tsc', '-p', 'tests/consumer'],
  lint: ['eslint/bin/eslint.js', '.'],
  format: ['@biomejs/biome/bin/biome', 'ci', '--colors=off', '--linter-enabled=false', '.'],
  direction: [
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ...['packages', 'examples', 'tests', 'bench'],
  ],
  unused: ['knip/bin/knip.js'],
  docs: ['typedoc/bin/typedoc'],
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(CHECKS, name));
if (unknown.length > 0) {
  console.error(
    `No check is called ${unknown.join(', ')}; there are: ${Object.keys(CHECKS).join(', ')}`,
  );
  process.exitCode = 2;
} else {
  runAll(chosen.length > 0 ? chosen : Object.keys(CHECKS));
}

function runAll(names) {
  const failed = names.filter((name) => !passes(name));
  const counts = { passed: names.length - failed.length, failed: failed.length, skipped: 0 };
  reportCounts(counts);
  const which = failed.length > 0 ? ` (${failed.join(', ')})` : '';
  console.log(`checks: ${countsLine(counts)}${which}`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

function passes(name) {
  const [tool, ...args] = CHECKS[name];
  process.stdout.write(`${name} … `);
  const began = Date.now();
  const { status, error, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', tool), ...args],
    { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok' : 'FAILED'}, ${seconds} s`);
  if (status !== 0) console.log(`${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trimEnd());
  return status === 0;
}
