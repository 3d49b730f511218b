import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { golden } from './golden.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'holdfast-replay-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As a person would, from another folder than that of the package. */
function otpReplay(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const npm = ['--prefix', root, 'run', '-s', 'otp:replay', '--', ...args];
    const child = spawn('npm', npm, { cwd: folder, timeout: 60_000 });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** A file of scenarios without traces, as somebody has it who wants to know what comes out. */
function file(name: string, ...scenarios: readonly object[]): string {
  const lines = scenarios.map((scenario) => `${JSON.stringify(scenario)}\n`);
  writeFileSync(join(folder, name), lines.join('\n'));
  return name;
}

const crashing = golden('supervisor-mix-open-01');
const linked = golden('process-proc-open-01');

test('prints one line with id and trace for each scenario, and nothing else', async () => {
  const asked = [crashing, linked].map(({ id, scenario }) => ({ id, scenario }));
  const { code, stdout } = await otpReplay(file('two.jsonl', ...asked));
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { id: crashing.id, trace: crashing.trace },
    { id: linked.id, trace: linked.trace },
  ]);
}, 90_000);

test('names what it cannot play, plays the others, and says so in its exit code', async () => {
  const ops = [{ op: 'fly', by: 'p1' }];
  const { code, stdout, stderr } = await otpReplay(
    file(
      'mixed.jsonl',
      { id: 'no-kind', scenario: { id: 'no-kind', kind: 'gen_statem', theme: '', ops: [] } },
      {
        id: 'no-op',
        scenario: { id: 'no-op', kind: 'process', theme: '', procs: [{ id: 'p1' }], ops },
      },
      { id: linked.id, scenario: linked.scenario },
    ),
  );
  expect(code).toBe(1);
  expect(stderr).toContain('no-kind: ');
  expect(stderr).toContain('unknown kind: gen_statem');
  expect(stderr).toContain('no-op: ');
  expect(stderr).toContain('unknown operation: {"op":"fly","by":"p1"}');
  expect(JSON.parse(stdout)).toEqual({ id: linked.id, trace: linked.trace });
}, 90_000);

test('without a file it says how it is called', async () => {
  const { code, stdout, stderr } = await otpReplay();
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('usage: npm run -s otp:replay -- FILE.jsonl');
}, 90_000);
