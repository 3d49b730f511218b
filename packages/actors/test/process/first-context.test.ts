import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const script = fileURLToPath(new URL('../support/context-script.ts', import.meta.url));
const hidden = fileURLToPath(new URL('../support/hide-promise-marks.ts', import.meta.url));

/** What the handlers of a process saw that has used no store before. */
async function seenBy(scenario: string, hideMarks: boolean): Promise<unknown> {
  const marks = hideMarks ? ['--import', hidden] : [];
  const args = ['--conditions=source', '--import', 'tsx', ...marks, script, scenario];
  const { stdout } = await run(process.execPath, args, { cwd: root, timeout: 25_000 });
  return JSON.parse(stdout);
}

describe.each([
  ['this Node', false],
  ['a Node that does not mark promises', true],
])('the first use of an AsyncLocalStorage, on %s (GS-25)', (_node, hideMarks) => {
  test.each(['to a server that sleeps', 'to a server that is awake', 'by timers of real time'])(
    'in the same tick as earlier sends %s is seen by its message alone',
    async (scenario) => {
      expect(await seenBy(scenario, hideMarks)).toEqual([
        ['before', null],
        ['within', 'mine'],
        ['behind', null],
      ]);
    },
  );

  test('stays with its message in a handler that waits', async () => {
    const seen = await seenBy('to a server that waits in its handlers', hideMarks);
    expect(seen).toEqual([
      ['before', null, null],
      ['within', 'mine', 'mine'],
      ['behind', null, null],
    ]);
  });

  test('is not seen by a server that was woken before', async () => {
    const seen = await seenBy('to another server than the one that was woken before', hideMarks);
    expect(seen).toEqual(
      [
        ['before', null],
        ['behind', null],
        ['within', 'mine'],
      ].sort(),
    );
  });
});
