/** Every rule of `.dependency-cruiser.cjs` is seen to fail on a breach planted in a copy. */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWorkspace, cruise, plant } from './copied-workspace.ts';

interface Breach {
  readonly title: string;
  readonly rule: string;
  /** Planted file → what it imports. The cruiser names one of them: a cycle it tells once. */
  readonly files: Readonly<Record<string, string>>;
}

/** Files that some breach imports; harmless by themselves. */
const targets = [
  'packages/actors/src/gen-server/planted.ts',
  'packages/actors/src/persistence-worker/planted.ts',
  'packages/actors/src/logging/planted.ts',
  'packages/actors/src/process/planted.ts',
  'packages/actors/src/testing/planted.ts',
  'packages/supervision/src/planted.ts',
];

const worker = '../persistence-worker/planted.ts';
const breaches: readonly Breach[] = [
  breach('actors imports supervision', 'actors-imports-no-sibling', {
    'packages/actors/src/breach-sibling.ts': '@holdfast/supervision',
  }),
  breach('actors imports a file of supervision', 'actors-imports-no-sibling', {
    'packages/actors/src/breach-sibling-path.ts': '../../supervision/src/planted.ts',
  }),
  breach('supervision imports an adapter', 'supervision-imports-no-adapter', {
    'packages/supervision/src/breach-adapter.ts': '@holdfast/store-adapters',
  }),
  breach('supervision reaches into actors', 'supervision-uses-public-entries', {
    'packages/supervision/src/breach-deep.ts': '../../actors/src/gen-server/planted.ts',
  }),
  breach('an adapter imports the gen-server', 'adapters-import-only-ports', {
    'packages/store-adapters/src/breach-server.ts': '../../actors/src/gen-server/planted.ts',
  }),
  breach('an adapter imports the main entry of actors', 'adapters-import-only-ports', {
    'packages/store-adapters/src/breach-entry.ts': '@holdfast/actors',
  }),
  breach('an adapter imports supervision', 'adapters-import-no-supervision', {
    'packages/store-adapters/src/breach-supervision.ts': '@holdfast/supervision',
  }),
  breach('a package imports a public entry of another by path', 'packages-meet-by-name', {
    'packages/supervision/src/breach-path.ts': '../../actors/src/index.ts',
  }),
  breach('a test imports a source of a package by path', 'outside-uses-names-not-paths', {
    'tests/breach-path.ts': '../packages/actors/src/index.ts',
  }),
  breach('the gen-server imports the worker', 'actors-gen-server-imports-down', {
    'packages/actors/src/gen-server/breach-up.ts': worker,
  }),
  breach('the process imports the gen-server', 'actors-process-imports-down', {
    'packages/actors/src/process/breach-up.ts': '../gen-server/planted.ts',
  }),
  breach('a task imports the gen-server', 'actors-task-imports-down', {
    'packages/actors/src/task/breach-up.ts': '../gen-server/planted.ts',
  }),
  breach('the worker imports the main entry above it', 'actors-persistence-worker-imports-down', {
    'packages/actors/src/persistence-worker/breach-up.ts': '../index.ts',
  }),
  breach('the core of the worker imports its shell', 'core-is-pure', {
    'packages/actors/src/persistence-worker/core/breach-shell.ts': '../planted.ts',
  }),
  breach('the core of the worker imports the process', 'core-is-pure', {
    'packages/actors/src/persistence-worker/core/breach-process.ts': '../../process/planted.ts',
  }),
  breach('a port imports the worker', 'actors-ports-imports-down', {
    'packages/actors/src/ports/breach-up.ts': worker,
  }),
  breach('logging imports the process', 'actors-logging-imports-down', {
    'packages/actors/src/logging/breach-up.ts': '../process/planted.ts',
  }),
  breach('a strategy imports the shell', 'strategies-are-pure', {
    'packages/supervision/src/strategies/breach-shell.ts': '../planted.ts',
  }),
  breach('a source imports the tools for tests', 'source-imports-no-testing', {
    'packages/supervision/src/breach-testing.ts': '@holdfast/actors/testing',
  }),
  breach('a second file imports nact', 'nact-in-one-file', {
    'packages/actors/src/process/breach-nact.ts': 'nact',
  }),
  breach('supervision imports nact', 'nact-in-one-file', {
    'packages/supervision/src/breach-nact.ts': 'nact',
  }),
  breach('a second file imports winston', 'winston-in-one-file', {
    'packages/actors/src/logging/breach-winston.ts': 'winston',
  }),
  breach('the memory adapter imports libsql', 'libsql-in-sqlite', {
    'packages/store-adapters/src/memory/breach-libsql.ts': 'libsql',
  }),
  breach('the memory adapter imports classic-level', 'classic-level-in-embedded', {
    'packages/store-adapters/src/memory/breach-level.ts': 'classic-level',
  }),
  breach('a file needs a dev dependency at run time', 'source-declares-what-it-imports', {
    'packages/actors/src/breach-dev.ts': 'fast-check',
  }),
  breach('an import leads nowhere', 'nothing-unresolvable', {
    'packages/actors/src/breach-nowhere.ts': './no-such-file.ts',
  }),
  breach('two files import each other', 'no-cycles', {
    'packages/actors/src/breach-cycle.ts': './breach-cycle-back.ts',
    'packages/actors/src/breach-cycle-back.ts': './breach-cycle.ts',
  }),
];

function breach(title: string, rule: string, files: Breach['files']): Breach {
  return { title, rule, files };
}

// Types only, since that is the import that the compiler drops and a reviewer overlooks.
function importing(name: string): string {
  return `import type * as planted from '${name}';\nexport type Planted = typeof planted;\n`;
}

describe('the direction rules', { timeout: 60_000 }, () => {
  let copy: string;
  beforeAll(() => {
    copy = copyWorkspace();
  });
  afterAll(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  it('pass on the tree as it is', () => {
    const { exitCode, output } = cruise(copy);
    expect(output).toContain('no dependency violations found');
    expect(exitCode).toBe(0);
  });

  it('name every planted breach, and nothing where only targets were planted', () => {
    for (const target of targets) plant(copy, target, 'export {};\n');
    for (const [file, name] of breaches.flatMap(({ files }) => Object.entries(files))) {
      plant(copy, file, importing(name));
    }
    const { exitCode, output } = cruise(copy);
    const missing = breaches.filter(
      ({ rule, files }) =>
        !Object.keys(files).some((file) => output.includes(`error ${rule}: ${file} `)),
    );
    expect(missing.map(({ title }) => title)).toEqual([]);
    for (const target of targets) expect(output).not.toContain(`: ${target} `);
    expect(exitCode).toBeGreaterThan(0);
  });

  it('have each a breach in this file', () => {
    const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
      readonly forbidden: readonly { readonly name: string }[];
    };
    const seen = new Set(breaches.map(({ rule }) => rule));
    expect(config.forbidden.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
  });
});
