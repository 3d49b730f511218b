import { describe, expect, it } from 'vitest';
import { runMany } from './many.ts';
import { coverageLines } from './report.ts';

// A refusal at the door is an error object; its stack would be most of the time.
Error.stackTraceLimit = 0;

/** The gate's share; `HOLDFAST_SIMULATED_EVENTS` for a longer run. */
const EVENTS = Number(process.env['HOLDFAST_SIMULATED_EVENTS'] ?? 1_000_000);
const MINUTES = 60_000;

describe('a simulated worker', () => {
  it(
    'keeps its laws in every history of fixed seeds, and reaches every wanted situation',
    () => {
      const { broken, coverage, events } = runMany(1, EVENTS);
      expect(broken?.violation.message).toBeUndefined();
      expect(coverage.missed).toEqual([]);
      expect(events).toBeGreaterThanOrEqual(EVENTS);
      console.log(coverageLines(coverage).join('\n'));
    },
    10 * MINUTES,
  );

  it(
    'keeps its laws in histories that nobody has seen before',
    () => {
      const seed = Date.now() % 2 ** 32;
      const { broken, events, histories } = runMany(seed, EVENTS);
      console.log(`simulated ${events} events in ${histories} histories from seed ${seed}`);
      expect(broken?.violation.message).toBeUndefined();
    },
    10 * MINUTES,
  );
});
