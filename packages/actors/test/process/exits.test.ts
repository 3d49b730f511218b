import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const script = fileURLToPath(new URL('../support/exit-script.ts', import.meta.url));

/** Resolves with what the script printed once it has exited by itself. */
async function output(scenario: string): Promise<string> {
  const args = ['--conditions=source', '--import', 'tsx', script, scenario];
  const { stdout } = await run(process.execPath, args, { cwd: root, timeout: 25_000 });
  return stdout.trim();
}

describe('nothing keeps Node alive (JS-07)', () => {
  test.each([
    'makes a system only',
    'starts and closes',
    'starts and forgets',
    'calls and forgets',
  ])('a program that %s exits by itself', async (scenario) => {
    expect(await output(scenario)).toBe('done');
  });
});
