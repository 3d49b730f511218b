import { fileURLToPath } from 'node:url';
import { Contender } from './contender.ts';

/** Starts a file of this folder. Packages are met as they are built: no `source` condition here. */
export function startNodeProgram(file: string, as: string): Promise<Contender> {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const flags = ['--expose-gc', '--import', import.meta.resolve('tsx')];
  return Contender.start(as, process.execPath, [...flags, program]);
}
