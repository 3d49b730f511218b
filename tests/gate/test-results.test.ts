/** The closing line of `npm test` counts what must not be lost: broken files, bad endings. */
import { describe, expect, it } from 'vitest';

interface Counted {
  readonly counts: { readonly passed: number; readonly failed: number; readonly skipped: number };
  readonly notes: readonly string[];
}
type ReadResults = (report: unknown, exitCode: number, how: { chosen: boolean }) => Counted;

const script = new URL('../../scripts/test-results.mjs', import.meta.url).href;
const { readResults } = (await import(script)) as { readonly readResults: ReadResults };

function file(name: string, status: string, tests: Record<string, string>): unknown {
  const entries = Object.entries(tests);
  const assertionResults = entries.map(([fullName, is]) => ({ fullName, status: is }));
  return { name, status, assertionResults };
}

describe('the counts of a test run', () => {
  it('are those of the report, and every skipped test is named with its reason', () => {
    const tests = { one: 'passed', two: 'failed', 'three (skipped: no server)': 'skipped' };
    const report = { testResults: [file('a', 'failed', tests)] };
    expect(readResults(report, 1, { chosen: false })).toEqual({
      counts: { passed: 1, failed: 1, skipped: 1 },
      notes: ['SKIPPED: three (skipped: no server)'],
    });
  });

  it('include a file that could not be loaded as one failed', () => {
    const report = {
      testResults: [file('a', 'passed', { one: 'passed' }), file('b', 'failed', {})],
    };
    expect(readResults(report, 1, { chosen: false })).toEqual({
      counts: { passed: 1, failed: 1, skipped: 0 },
      notes: ['FAILED as a whole: b'],
    });
  });

  it('include a vitest that ended badly although no test failed', () => {
    expect(readResults(undefined, 3, { chosen: false }).counts.failed).toBe(1);
    const report = { testResults: [file('a', 'passed', { one: 'passed' })] };
    expect(readResults(report, 1, { chosen: false }).counts).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
  });

  it('do not list what was left out by choice', () => {
    const report = { testResults: [file('a', 'passed', { one: 'passed', two: 'skipped' })] };
    expect(readResults(report, 0, { chosen: true })).toEqual({
      counts: { passed: 1, failed: 0, skipped: 1 },
      notes: ['1 skipped: not chosen, or skipped by themselves'],
    });
  });
});
