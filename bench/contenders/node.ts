import { fileURLToPath } from 'node:url';
import { Contender } from './contender.ts';

/** The contenders that run on Node: their name, and the program beside this file. */
const PROGRAMS = {
  Holdfast: 'holdfast.ts',
  nact: 'nact.ts',
  XState: 'xstate.ts',
  Effect: 'effect.ts',
} as const;

export type NodeContender = keyof typeof PROGRAMS;

/** Packages are met as they are built: no `source` condition here. */
export function startNodeContender(name: NodeContender, as: string): Promise<Contender> {
  const program = fileURLToPath(new URL(PROGRAMS[name], import.meta.url));
  const flags = ['--expose-gc', '--import', import.meta.resolve('tsx')];
  return Contender.start(as, process.execPath, [...flags, program]);
}
