/** A copy of the workspace's sources with its rules, in which a test may plant what it likes. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const members = ['packages/actors', 'packages/supervision', 'packages/store-adapters'];
const outside = ['examples', 'tests', 'bench'];

export function copyWorkspace(): string {
  const copy = mkdtempSync(join(tmpdir(), 'holdfast-direction-'));
  const leaveOut = new Set(['node_modules', 'dist', 'data']);
  for (const name of ['packages', ...outside, '.dependency-cruiser.cjs', 'package.json']) {
    const filter = (from: string): boolean => !leaveOut.has(basename(from));
    cpSync(join(root, name), join(copy, name), { recursive: true, filter });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const member of [...members, ...outside]) linkInstalled(copy, member);
  return copy;
}

/** Libraries come from the real installation; the packages themselves from the copy. */
function linkInstalled(copy: string, member: string): void {
  const [from, to] = [join(root, member, 'node_modules'), join(copy, member, 'node_modules')];
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== '@holdfast') symlinkSync(join(from, name), join(to, name), 'junction');
  }
  if (!existsSync(join(from, '@holdfast'))) return;
  mkdirSync(join(to, '@holdfast'));
  for (const name of readdirSync(join(from, '@holdfast'))) {
    symlinkSync(join(copy, 'packages', name), join(to, '@holdfast', name), 'junction');
  }
}

export function plant(copy: string, file: string, text: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), text);
}

/** Runs the cruiser as the gate does. */
export function cruise(copy: string): { exitCode: number | null; output: string } {
  const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, 'packages', ...outside],
    { cwd: copy, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } },
  );
  return { exitCode: status, output: stdout + stderr };
}
