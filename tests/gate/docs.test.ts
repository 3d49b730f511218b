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

const DOCUMENTED = `
/** One. */
export class One {
  /** Two. */
  two(): void {}
}
`;

const BREACHES = `
export const bare = 1;
/** One. */
export class One {
  two(): void {}
}
interface Secret {
  three: 3;
}
/** Four. */
export function four(): Secret {
  return { three: 3 };
}
`;

it('typedoc accepts what is documented', async () => {
  const { passed, output } = await document(DOCUMENTED);
  expect(output).toContain('html generated');
  expect(passed).toBe(true);
}, 120_000);

it('typedoc refuses names without a docstring, and types that cannot be imported', async () => {
  const { passed, output } = await document(BREACHES);
  expect(output).toContain('bare (Variable)');
  expect(output).toContain('One.two (CallSignature)');
  expect(output).toContain('Secret, defined in');
  expect(passed).toBe(false);
}, 120_000);

/** Runs typedoc, as the gate does, on a workspace with one package of one file. */
async function document(source: string): Promise<{ passed: boolean; output: string }> {
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
  return { passed: status === 0, output: stdout + stderr };
}
