import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';

const GOLDEN = join(import.meta.dirname, '../golden/process.jsonl');

/** Where no program can be found at all. */
const PATH = join(import.meta.dirname, 'generate');

test.each([
  ['main.ts', [GOLDEN]],
  ['differ.ts', ['--count', '1']],
])('%s says what it needs where there is no OTP', (script, args) => {
  const options = ['--conditions=source', '--import', import.meta.resolve('tsx')];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...options, join(import.meta.dirname, script), ...args],
    { env: { ...process.env, PATH }, encoding: 'utf8' },
  );
  expect(stderr).toContain('recording needs Elixir 1.14 on Erlang/OTP 25');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});
