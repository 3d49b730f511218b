import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LEFT_OUT, MUST, SHOULD, WORKER } from './rows.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = ['packages/actors/test', 'packages/supervision/test', 'tests'];

/** The last words of a title: `… (GS-01, GS-02)`. Of a range such as `GS-01 to GS-09` its ends. */
const NAMED_ROWS = /\(([^()\n]*\b[A-Z]{2}-\d{2,3}\b[^()\n]*)\)['"`]/g;

/** Every row that a title of a test, or of a group of them, names. */
function rowsNamed(): Set<string> {
  const named = new Set<string>();
  for (const text of folders.flatMap(testsIn)) {
    for (const [, words = ''] of text.matchAll(NAMED_ROWS)) {
      for (const [row] of words.matchAll(/[A-Z]{2}-\d{2,3}/g)) named.add(row);
    }
  }
  return named;
}

/** The text of every test in a folder. */
function testsIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'));
}

describe('the rows of the conformance tables', () => {
  const named = rowsNamed();

  test.each([
    ['that a runtime must show', MUST],
    ['that a runtime should show', SHOULD],
    ['about the worker that ours grew from', WORKER],
  ])('%s are named by a test each', (_what, wanted) => {
    expect(wanted.filter((row) => !named.has(row) && !(row in LEFT_OUT))).toEqual([]);
  });

  test('that are left out have no test, and are rows', () => {
    const wanted = [...MUST, ...SHOULD, ...WORKER];
    const stale = Object.keys(LEFT_OUT).filter((row) => named.has(row) || !wanted.includes(row));
    expect(stale).toEqual([]);
  });
});

test('no test of the worker waits for real time to pass (PD-23)', () => {
  const tests = testsIn('packages/actors/test/persistence-worker');
  expect(tests.length).toBeGreaterThan(20);
  expect(tests.filter((text) => /\b(setTimeout|setInterval|sleep)\(/.test(text))).toEqual([]);
});
