import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Mutant } from './mutants.ts';

/** Read and not imported: a bug is planted in the text. */
const sources = fileURLToPath(
  new URL('../../../packages/actors/src/persistence-worker', import.meta.url),
);

/** Builds the simulation around a worker with this bug. Rejects when the bug has no place any more. */
export async function buildMutant(mutant: Mutant, file: string): Promise<void> {
  const patched = { yet: false };
  await build({
    entryPoints: [fileURLToPath(new URL('mutant-process.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    logLevel: 'silent',
    plugins: [patch(mutant, patched)],
  });
  if (!patched.yet) throw new Error(`${mutant.name}: ${mutant.file} is not part of the simulation`);
}

/** How often the text of a bug stands in its file: once, or the bug is none any more. */
export async function placesOf({ file, find }: Mutant): Promise<number> {
  const text = await readFile(join(sources, file), 'utf8');
  return text.split(find).length - 1;
}

function patch({ name, file, find, replace }: Mutant, patched: { yet: boolean }): Plugin {
  const path = join(sources, file);
  return {
    name: 'mutant',
    setup: (builder) => {
      builder.onLoad({ filter: /[.]ts$/ }, async (args) => {
        if (args.path !== path) return undefined;
        const parts = (await readFile(path, 'utf8')).split(find);
        if (parts.length !== 2) {
          throw new Error(`${name}: found ${parts.length - 1} times in ${file}`);
        }
        patched.yet = true;
        return { contents: parts.join(replace), loader: 'ts' };
      });
    },
  };
}
