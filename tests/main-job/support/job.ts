/** Runs the built main job as a user does, in a folder of its own that is removed afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../examples/dist/quake-ingest/main.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Job {
  readonly process: ChildProcess;
  /** Resolves when the output so far matches. */
  readonly shows: (pattern: RegExp) => Promise<void>;
  readonly finished: Promise<Finished>;
}

const folders: string[] = [];
const jobs: ChildProcess[] = [];

afterEach(async () => {
  for (const job of jobs.splice(0)) {
    if (job.exitCode !== null || job.signalCode !== null) continue;
    job.kill('SIGKILL');
    await once(job, 'exit');
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder, and files in it. */
export function workFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-main-job-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export function startJob(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Job {
  if (!existsSync(MAIN))
    throw new Error('The main job is not built: run node scripts/bootstrap.mjs');
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    // These tests may themselves run under npm.
    env: { ...process.env, npm_lifecycle_event: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  jobs.push(child);
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  const finished = once(child, 'close').then(([code]) => ({ code: code as number, ...output }));
  const shows = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(output.stdout)) {
      const ended = await Promise.race([once(child.stdout, 'data'), finished]);
      if ('code' in ended && !pattern.test(output.stdout)) {
        throw new Error(`ended without ${pattern}: ${ended.stdout}${ended.stderr}`);
      }
    }
  };
  return { process: child, shows, finished };
}

export function runJob(
  folder: string,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Finished> {
  return startJob(folder, args, environment).finished;
}

/** A small catalogue: `count` quakes a second apart, over the given networks in turn. */
export function catalogue(count: number, networks: readonly string[] = ['aa', 'bb']): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const time = 1_517_000_000_000 + index * 1_000;
    const net = networks[index % networks.length];
    return JSON.stringify({ id: `q${index}`, net, time, updated: time + 5_000, mag: 1.5 });
  });
  return `${lines.join('\n')}\n`;
}
