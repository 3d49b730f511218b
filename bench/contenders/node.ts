import { fileURLToPath } from 'node:url';
import { Contender } from './contender.ts';

/**
 * Starts a file of this folder. Packages are met as they are built: no `source` condition here.
 * `args` go to the program; `under` is a command that runs it, such as a tracer.
 */
export function startNodeProgram(
  file: string,
  as: string,
  args: readonly string[] = [],
  under: readonly string[] = [],
): Promise<Contender> {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const flags = ['--expose-gc', '--import', import.meta.resolve('tsx')];
  const [command = '', ...rest] = [...under, process.execPath, ...flags, program, ...args];
  return Contender.start(as, command, rest);
}
