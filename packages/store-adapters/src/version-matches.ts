import type { ExpectedVersion } from '@holdfast/actors/ports';

/** Whether a stream that holds `actual` events is what the append insists on. */
export function versionMatches(expected: ExpectedVersion, actual: number): boolean {
  if (expected === 'any') return true;
  if (expected === 'no_stream') return actual === 0;
  if (expected === 'stream_exists') return actual > 0;
  return Number(expected) === actual;
}
