import { describe, expect, test } from 'vitest';
import { deviation, firstDifference } from './compare.ts';
import { golden, goldenFiles } from './golden.ts';
import { replay } from './replay/replay.ts';
import type { Line, Step } from './replay/scenario.ts';

/** Every value of a trace that is no list and no object, by its path. */
function leaves(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** A copy in which one value is another. */
function planted(trace: readonly Step[], path: readonly string[]): Step[] {
  const copy: unknown = structuredClone(trace);
  let holder = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  const last = path.at(-1) as string;
  holder[last] = typeof holder[last] === 'number' ? holder[last] + 1 : 'planted';
  return copy as Step[];
}

function turned(step: Step): Step {
  return Object.fromEntries(Object.entries(step).reverse());
}

const all = [...goldenFiles().values()].flat();

describe('comparing traces', () => {
  test('a trace equals itself, in whatever order its keys are', () => {
    for (const line of all) {
      expect(deviation(line, structuredClone(line.trace).map(turned))).toBeUndefined();
    }
  });

  test('every single value that is another is reported, at its place', () => {
    const { trace, ...line } = golden('gen_server-links-open-02');
    const paths = leaves(trace);
    expect(paths.length).toBeGreaterThan(50);
    for (const path of paths) {
      const difference = firstDifference(trace, planted(trace, path));
      expect(difference?.path.replaceAll(/[[\].]+/g, ' ').trim()).toBe(path.join(' '));
      expect(deviation({ ...line, trace }, planted(trace, path))).toContain(line.id);
    }
  });

  test('what is missing or too much is reported', () => {
    expect(firstDifference([1, 2], [1])).toEqual({ path: '[1]', expected: 2, actual: undefined });
    expect(firstDifference([1], [1, null])).toMatchObject({ path: '[1]', actual: null });
    expect(firstDifference({}, { late: false })).toMatchObject({ path: '.late' });
    expect(firstDifference({ a: [] }, { a: {} })).toMatchObject({ path: '.a' });
    expect(firstDifference('1', 1)).toMatchObject({ path: '' });
    expect(firstDifference(null, {})).toMatchObject({ path: '' });
  });

  test('a report says where, what was done, what OTP did and what this port did', () => {
    const line: Line = {
      id: 'x',
      scenario: { id: 'x', kind: 'process', theme: '', ops: [{ op: 'one' }, { op: 'two' }] },
      trace: [
        { i: 1, r: 'ok' },
        { i: 2, r: ['a'] },
      ],
    };
    const report = deviation(line, [
      { i: 1, r: 'ok' },
      { i: 2, r: [] },
    ]);
    expect(report).toBe(
      [
        'x, step 2, at [1].r[0]',
        '  operation {"op":"two"}',
        '  expected  "a"',
        '  actual    (nothing)',
      ].join('\n'),
    );
    expect(deviation(line, line.trace.slice(0, 1))).toContain('x, step 2, at [1]');
  });
});

describe('the judge sees a runtime that is off by a little', () => {
  // Those that were made to reach the limit; random ones of the theme may stay below it.
  const aimed = goldenFiles().get('supervisor.jsonl') ?? [];
  const intensive = aimed.filter(({ scenario }) => scenario.theme === 'intensity');

  test.each(intensive)('$id with a restart more than recorded', async (line) => {
    const { tree } = line.scenario as unknown as { tree: { max_restarts: number } };
    const lenient = { ...tree, max_restarts: tree.max_restarts + 1 };
    const scenario = { ...line.scenario, tree: lenient };
    expect(deviation(line, await replay(scenario))).toContain('.');
  });
});
