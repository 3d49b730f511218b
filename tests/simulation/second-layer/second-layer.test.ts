import { describe, expect, it } from 'vitest';
import { historyOf } from '../history/history.ts';
import { RealRun } from './real-run.ts';

/** A hundredth of the first layer: here every step lets real processes run. */
const HISTORIES = Number(process.env['HOLDFAST_REAL_HISTORIES'] ?? 24);
const LENGTH = 400;

async function live(seed: number): Promise<string | undefined> {
  const run = await RealRun.start(seed);
  try {
    for (const choice of historyOf(seed, LENGTH).choices) await run.take(choice);
    await run.calmDown();
    return undefined;
  } catch (error) {
    return `seed ${seed}: ${String(error)}`;
  }
}

describe('a real worker under the same histories', () => {
  it('keeps what the simulated one keeps', async () => {
    const broken: string[] = [];
    for (let seed = 1; seed <= HISTORIES; seed += 1) {
      const found = await live(seed);
      if (found !== undefined) broken.push(found);
    }
    expect(broken).toEqual([]);
  }, 300_000);
});
