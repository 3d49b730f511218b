import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { allSnippets } from './documents.ts';

/** Programs have to stand inside the workspace for its packages to be found. */
const HERE = fileURLToPath(new URL('.', import.meta.url));
const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

it('every program in a document compiles under strict, wrong messages excepted', async () => {
  const folder = await mkdtemp(join(HERE, 'compiled-'));
  try {
    const project = { extends: '../../../tsconfig.test.json', include: ['*.ts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
    for (const [index, { title, source }] of (await allSnippets()).entries()) {
      const file = `${index}-${basename(title).replace(/\W+/g, '-')}.ts`;
      // Each is a module, also one that imports nothing.
      await writeFile(join(folder, file), `${source}\nexport {};\n`);
    }
    expect(await compile(folder)).toBe('');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);

/** What the compiler has to complain about. */
function compile(folder: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [TSC, '-p', folder, '--pretty', 'false'], (error, stdout) => {
      resolve(error === null ? '' : stdout || error.message);
    });
  });
}
