/** The rules of `typedoc.json` are seen to fail on a breach planted in a small package. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const typedoc = join(root, 'node_modules', 'typedoc', 'bin', 'typedoc');

const manifest = {
  name: '@holdfast/planted',
  version: '0.1.0',
  type: 'module',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
};
const project = {
  extends: '../../tsconfig.base.json',
  compilerOptions: { rootDir: 'src', outDir: 'dist' },
  include: ['src'],
};

it.each([
  ['a name with a docstring', '/** One. */\nexport const one = 1;\n', 'passes', 'html generated'],
  ['a name without one', 'export const one = 1;\n', 'fails', 'one (Variable)'],
  [
    'a method without one',
    '/** One. */\nexport class One {\n  two(): void {}\n}\n',
    'fails',
    'One.two (CallSignature)',
  ],
  [
    'a type that cannot be imported',
    'interface Secret {\n  two: 2;\n}\n/** One. */\nexport function one(): Secret {\n  return { two: 2 };\n}\n',
    'fails',
    'Secret',
  ],
])('typedoc is given %s', async (_title, source, verdict, said) => {
  const folder = await temporaryFolder();
  for (const name of ['typedoc.json', 'tsconfig.base.json', 'package.json']) {
    copyFileSync(join(root, name), join(folder, name));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const member = join(folder, 'packages', 'planted');
  mkdirSync(join(member, 'src'), { recursive: true });
  writeFileSync(join(member, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(member, 'tsconfig.json'), JSON.stringify(project));
  writeFileSync(join(member, 'src', 'index.ts'), source);

  const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stdout + stderr).toContain(said);
  expect(status === 0 ? 'passes' : 'fails').toBe(verdict);
});
