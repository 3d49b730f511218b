/** Which pnpm installs, and what of the surrounding npm it gets to see. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { StepFailed } from './step.mjs';

/** The version that the root manifest pins, without the checksum that may follow it. */
export function pinnedPnpm(root) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pin = /^pnpm@(\d+\.\d+\.\d+)/.exec(packageManager ?? '')?.[1];
  if (pin === undefined) throw new StepFailed('package.json pins no pnpm in "packageManager"');
  return pin;
}

/**
 * The pinned pnpm: the one on PATH when it is that version, else fetched by npx. Not corepack,
 * whose older releases refuse pnpm's signatures, and never a newer pnpm, which needs a newer Node.
 */
export function pnpmCommand(pin) {
  // Asked outside the repository, where a pnpm tells its own version and fetches no other.
  const found = spawnSync('pnpm', ['--version'], {
    cwd: tmpdir(),
    encoding: 'utf8',
    env: { ...environmentForPnpm(process.env), COREPACK_ENABLE_NETWORK: '0' },
    shell: process.platform === 'win32',
    timeout: 10_000,
  });
  if (found.stdout?.trim() === pin) return { command: 'pnpm', args: [] };
  return { command: 'npx', args: ['--yes', `pnpm@${pin}`] };
}

/** Where packages come from, how to reach it, where to keep it: all that pnpm may take over. */
const PASSED_ON = new RegExp(
  '^(registry|@.*|//.*|userconfig|globalconfig|(https_|no)?proxy|cafile|ca|strict_ssl|fetch_.*' +
    '|(prefer_)?offline|cache|cache_dir|store_dir)$',
);

/**
 * `npm start` hands its own settings to every child as `npm_config_…`, and pnpm would take them
 * for its own (`--omit=dev`, `--recursive`…). NODE_ENV=production would leave out the compiler.
 */
export function environmentForPnpm(environment) {
  const kept = Object.entries(environment).filter(([name]) => {
    if (name === 'NODE_ENV') return false;
    const setting = /^npm_config_(.*)$/i.exec(name)?.[1];
    return setting === undefined || PASSED_ON.test(setting.toLowerCase());
  });
  return Object.fromEntries(kept);
}
