import { describe, expect, test } from 'vitest';
import { replay } from '../replay/replay.ts';
import { generate } from './generate/kinds.ts';

const KINDS = [
  'process',
  'gen_server',
  'supervisor',
  'dynamic_supervisor',
  'partition_supervisor',
  'registry',
  'task',
];

describe.each(KINDS)('scenarios of kind %s', (kind) => {
  test('depend on the seed and on their number alone', () => {
    const ten = generate({ kind, seed: 7, count: 10 });
    expect(generate({ kind, seed: 7, count: 4 })).toEqual(ten.slice(0, 4));
    expect(generate({ kind, seed: 8, count: 10 }).map(bodyOf)).not.toEqual(ten.map(bodyOf));
    expect(new Set(ten.map(bodyOf)).size).toBe(10);
  });

  test('are of every theme in turn, or of the one that is asked for', () => {
    const lines = generate({ kind, seed: 1, count: 40 });
    const themes = [...new Set(lines.map(({ scenario }) => scenario.theme))];
    const inTurn = lines.map((_, index) => themes[index % themes.length]);
    expect(lines.map(({ scenario }) => scenario.theme)).toEqual(inTurn);
    for (const theme of themes) {
      const only = generate({ kind, theme, seed: 1, count: 3 });
      expect(only.map(({ scenario }) => scenario.theme)).toEqual([theme, theme, theme]);
    }
  });

  test.each(generate({ kind, seed: 3, count: 20 }))('can be played: $id', async ({ scenario }) => {
    const steps = (await replay(scenario)).filter(({ i }) => i !== 0);
    expect(steps.map(({ i }) => i)).toEqual(scenario.ops.map((_, index) => index + 1));
  });
});

test('kinds and themes that there are not are refused', () => {
  expect(() => generate({ kind: 'actor', seed: 1, count: 1 })).toThrow(RangeError);
  expect(() => generate({ kind: 'task', theme: 'mix', seed: 1, count: 1 })).toThrow(RangeError);
});

function bodyOf({ scenario }: ReturnType<typeof generate>[number]): string {
  return JSON.stringify({ ...scenario, id: '' });
}
