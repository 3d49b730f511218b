import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { buildFingerprint, installFingerprint, missingBuild, missingInstall } from './current.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { environmentForPnpm, pinnedPnpm, pnpmCommand } from './pinned-pnpm.mjs';
import { StepFailed, say, step } from './step.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const installStamp = join(root, 'node_modules', '.holdfast-install');
const buildStamp = join(root, 'node_modules', '.holdfast-build');

/** Installs and builds what is not current; says nothing and returns at once when all is. */
export async function bringUpToDate() {
  try {
    if (isInstalled() && isBuilt()) return;
    await oneAtATime(join(root, '.holdfast', 'bootstrap.lock'), async () => {
      // Asked again inside: whoever held the lock before may have done all of it.
      if (!isInstalled()) await install();
      if (!isBuilt()) await build();
    });
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    say(`${error.message}. Retry with: node scripts/bootstrap.mjs`);
    process.exitCode = 1;
  }
}

function isInstalled() {
  return read(installStamp) === installFingerprint(root) && !missingInstall(root);
}

function isBuilt() {
  return read(buildStamp) === buildFingerprint(root) && !missingBuild(root);
}

async function install() {
  const pin = pinnedPnpm(root);
  const pnpm = pnpmCommand(pin);
  const fingerprint = installFingerprint(root);
  rmSync(installStamp, { force: true });
  await step(`installing with pnpm ${pin}`, pnpm.command, [...pnpm.args, ...INSTALL], {
    cwd: root,
    env: environmentForPnpm(process.env),
    // npx and pnpm are command files on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  });
  stamp(installStamp, fingerprint);
}

const INSTALL = ['install', '--frozen-lockfile', '--reporter=append-only'];

async function build() {
  // Taken before the build: a source that changes while it runs makes the next run build again.
  const fingerprint = buildFingerprint(root);
  rmSync(buildStamp, { force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await step('building', process.execPath, [tsc, '-b'], { cwd: root });
  stamp(buildStamp, fingerprint);
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Written beside and renamed, so that no other run ever reads half of it. */
function stamp(path, fingerprint) {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, fingerprint);
  renameSync(beside, path);
}
