import { describe, expect, test } from 'vitest';
import { deviation } from './compare.ts';
import { goldenFiles } from './golden.ts';
import { replay } from './replay/replay.ts';

// What OTP did with a scenario is what this port has to do with it.
describe.each([...goldenFiles()])('%s', (_name, lines) => {
  test.each(lines)('$id', async (line) => {
    const difference = deviation(line, await replay(line.scenario));
    if (difference !== undefined) expect.fail(difference);
  });
});
