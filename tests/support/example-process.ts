/** Runs a built example as a user does, in a folder of its own that is removed afterwards. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

const BUILT = fileURLToPath(new URL('../../examples/dist/', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Example {
  readonly process: ChildProcess;
  /** Resolves when the output so far matches. */
  readonly shows: (pattern: RegExp) => Promise<void>;
  readonly finished: Promise<Finished>;
}

const folders: string[] = [];
const running: ChildProcess[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder, and files in it. */
export function workFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-example-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** `example`: its built file, below the folder of the built examples. */
export function startExample(
  example: string,
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Example {
  const file = join(BUILT, example);
  if (!existsSync(file)) throw new Error(`${example} is not built: run node scripts/bootstrap.mjs`);
  const child = spawn(process.execPath, [file, ...args], {
    cwd: folder,
    // These tests may themselves run under npm.
    env: { ...process.env, npm_lifecycle_event: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
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
