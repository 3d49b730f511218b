/** Reads vitest's JSON report into counts and the notes that stand above the closing line. */

const HAS_RUN = new Set(['passed', 'failed']);

/**
 * A test file that could not be loaded has no tests to count and counts as one failed; so does a
 * vitest that ends badly (an unhandled rejection, no report) without any failed test.
 */
export function readResults(report, exitCode, { chosen }) {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults.map((test) => ({ file, test })));
  const broken = files.filter((file) => file.status === 'failed' && !hasFailedTest(file));
  const skipped = tests.filter(({ test }) => !HAS_RUN.has(test.status));
  const counts = {
    passed: tests.filter(({ test }) => test.status === 'passed').length,
    failed: tests.filter(({ test }) => test.status === 'failed').length + broken.length,
    skipped: skipped.length,
  };
  const notes = broken.map((file) => `FAILED as a whole: ${file.name}`);
  if (chosen) notes.push(`${skipped.length} skipped: not chosen, or skipped by themselves`);
  else notes.push(...skipped.map(({ test }) => `SKIPPED: ${test.fullName}`));
  if (exitCode !== 0 && counts.failed === 0) {
    counts.failed = 1;
    notes.push(`FAILED: vitest ended with code ${exitCode} although no test failed`);
  }
  return { counts, notes };
}

function hasFailedTest(file) {
  return file.assertionResults.some((test) => test.status === 'failed');
}
