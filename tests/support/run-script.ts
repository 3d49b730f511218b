import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Scripts have to stand inside the workspace for its packages to be found. */
const HERE = fileURLToPath(new URL('.', import.meta.url));

export interface ScriptRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs TypeScript as a Node process of its own, from a temporary folder beside this file. */
export async function runScript(source: string, timeoutMs = 25_000): Promise<ScriptRun> {
  const folder = await mkdtemp(join(HERE, 'script-'));
  try {
    const file = join(folder, 'script.ts');
    await writeFile(file, source);
    return await run(file, folder, timeoutMs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(file: string, cwd: string, timeoutMs: number): Promise<ScriptRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), '--conditions=source', file],
      { cwd, timeout: timeoutMs, killSignal: 'SIGKILL' },
    );
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
