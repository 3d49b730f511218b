import { writeFileSync } from 'node:fs';
import process from 'node:process';

/** Hands counts to the gate, which names a file for them, so that it need not parse any text. */
export function reportCounts(counts) {
  const path = process.env.HOLDFAST_COUNTS;
  if (path) writeFileSync(path, `${JSON.stringify(counts)}\n`);
}

/** `N passed, N failed`, and how many were skipped when any were. */
export function countsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
