/**
 * A small workspace with our first-run scripts, a pnpm and a tsc that only note that they ran, so
 * that a test sees what the scripts decide without installing anything.
 */
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PIN = '10.0.1';

/** What the fake pnpm does: notes its call, its settings, and "installs" the fake tsc. */
const pnpm = `#!${process.execPath}
const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === '--version') {
  console.log(process.env.FAKE_PNPM_VERSION ?? '${PIN}');
  process.exit(0);
}
const settings = Object.keys(process.env).filter((name) => /^npm_config_|^NODE_ENV$/.test(name));
appendFileSync('ran.log', 'pnpm ' + args.join(' ') + ' [' + settings.sort().join(' ') + ']\\n');
if (existsSync('refuse')) { console.error('ERR_FAKE the registry is away'); process.exit(7); }
mkdirSync('node_modules/typescript/bin', { recursive: true });
writeFileSync('node_modules/typescript/bin/tsc', ${JSON.stringify(`
  const fs = require('node:fs');
  fs.appendFileSync('ran.log', 'tsc ' + process.argv.slice(2).join(' ') + '\\n');
  fs.mkdirSync('packages/one/dist', { recursive: true });
  fs.writeFileSync('packages/one/dist/.tsbuildinfo', '');
`)});
`;
const npx = `#!${process.execPath}
require('node:fs').appendFileSync('ran.log', 'npx ' + process.argv.slice(2, 4).join(' ') + '\\n');
process.argv.splice(2, 2);
require('./pnpm');
`;

export interface FakeFirstRun {
  readonly folder: string;
  /** Runs the bootstrap to its end. */
  bootstrap(environment?: NodeJS.ProcessEnv, nodeArgs?: string[]): SpawnSyncReturns<string>;
  /** Starts the bootstrap and resolves with its exit code. */
  start(): Promise<number | null>;
  write(file: string, text: string): void;
  /** What the fakes noted since the last time this was asked, one line per call. */
  ran(): string[];
}

export function fakeFirstRun(): FakeFirstRun {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-first-run-'));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text, { mode: file.startsWith('bin/') ? 0o755 : 0o644 });
  };
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
  write('package.json', JSON.stringify({ packageManager: `pnpm@${PIN}+sha512.abc` }));
  write('pnpm-lock.yaml', 'lockfileVersion: 9\n');
  write('tsconfig.json', '{}');
  write('tsconfig.base.json', '{}');
  write('packages/one/package.json', '{}');
  write('packages/one/tsconfig.json', '{}');
  write('packages/one/src/index.ts', 'export {};\n');
  write('bin/pnpm', pnpm);
  write('bin/npx', npx);
  const script = join(folder, 'scripts', 'bootstrap.mjs');
  const env = { PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter) };
  return {
    folder,
    write,
    bootstrap: (environment = {}, nodeArgs = []) =>
      spawnSync(process.execPath, [...nodeArgs, script], {
        encoding: 'utf8',
        env: { ...env, ...environment },
      }),
    start: () =>
      new Promise((resolve) => {
        spawn(process.execPath, [script], { env, stdio: 'ignore' }).once('close', resolve);
      }),
    ran: () => {
      const log = join(folder, 'ran.log');
      const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
      writeFileSync(log, '');
      return lines.filter((line) => line !== '');
    },
  };
}
