/** Runs `--verify` in a process of its own, which knows nothing but what is on the disk. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Screen } from '../display/screen.ts';

/** Whether everything holds. Its output goes to ours. */
export async function verifyInFreshProcess(data: string, screen: Screen): Promise<boolean> {
  screen.print('');
  screen.print('Reading everything back in a fresh process.');
  const script = process.argv[1] ?? '';
  const args = [...process.execArgv, script, '--verify', '--data', data];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
}
