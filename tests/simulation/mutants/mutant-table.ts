import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LAWS, type Law } from '../laws/laws.ts';
import { MUTANTS, type Mutant } from './mutants.ts';
import { buildMutant } from './mutate.ts';

const run = promisify(execFile);

export interface Verdict {
  readonly mutant: Mutant;
  /** The law that was broken, or the error that was thrown; undefined: the bug was not seen. */
  readonly law: string | undefined;
  readonly seed: number | undefined;
  readonly events: number;
}

/** Each bug in a process of its own, until it is caught or so many events were seen. */
export async function judge(mutant: Mutant, events: number): Promise<Verdict> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-mutant-'));
  try {
    const file = join(folder, 'mutant.mjs');
    await buildMutant(mutant, file);
    const { stdout } = await run(process.execPath, [file, '1', String(events)]);
    const found = JSON.parse(stdout) as { law?: string; seed?: number; events: number };
    return { mutant, law: found.law, seed: found.seed, events: found.events };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prints a line for each bug; answers whether all were caught. */
export async function mutantTable(events: number, print: (line: string) => void): Promise<boolean> {
  const widest = Math.max(...MUTANTS.map(({ name }) => name.length));
  let caught = 0;
  print(`${'bug'.padEnd(widest)}  seed  events  caught by`);
  for (const mutant of MUTANTS) {
    const { law, seed, events: seen } = await judge(mutant, events);
    if (law !== undefined) caught += 1;
    const by = law === undefined ? 'NOT CAUGHT' : nameOf(law);
    print(
      `${mutant.name.padEnd(widest)}  ${String(seed ?? '').padStart(4)}  ${String(seen).padStart(6)}  ${by}`,
    );
  }
  print(`${caught} of ${MUTANTS.length} caught`);
  return caught === MUTANTS.length;
}

function nameOf(law: string): string {
  const number = Number(law) as Law;
  return number in LAWS ? `${law} ${LAWS[number]}` : law;
}
