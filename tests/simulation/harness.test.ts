/** The simulation itself: a harness that cries wolf, or sleeps, is worth nothing. */
import { describe, expect, it } from 'vitest';
import { type History, historyOf } from './history/history.ts';
import { shrink } from './history/shrink.ts';
import { LAWS } from './laws/laws.ts';
import { judge } from './mutants/mutant-table.ts';
import { MUTANTS } from './mutants/mutants.ts';
import { placesOf } from './mutants/mutate.ts';
import { run } from './run.ts';
import { Disk } from './world/disk.ts';
import { STORES } from './world/world.ts';

const MINUTE = 60_000;

function traceOf(history: History): string[] {
  const lines: string[] = [];
  run(history, (line) => lines.push(line));
  return lines;
}

describe('a history', () => {
  it('is the same for its seed, step by step, and another for another', () => {
    const trace = traceOf(historyOf(7, 400));
    expect(traceOf(historyOf(7, 400))).toEqual(trace);
    expect(traceOf(historyOf(8, 400))).not.toEqual(trace);
    expect(trace.length).toBeGreaterThan(400);
  });

  it('is made shorter, down to what is needed', () => {
    const history = historyOf(3, 3_000);
    const needs = (shorter: History): boolean =>
      shorter.choices.filter(({ kind }) => kind === 'burst').length >= 2 &&
      shorter.choices.some(({ kind }) => kind === 'crash');
    expect(needs(history)).toBe(true);
    const kinds = shrink(history, needs).choices.map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['burst', 'burst', 'crash']);
  });
});

describe('the imagined disk', () => {
  it('syncs what was written when the fence began, and loses the rest when the power is cut', () => {
    const [id = 'own' as never] = STORES;
    const disk = new Disk();
    disk.write(id, 1);
    const mark = disk.mark(id);
    disk.write(id, 2);
    disk.sync(id, mark);
    expect([disk.durable(id), disk.isClean(id)]).toEqual([1, false]);
    expect([disk.lastUpTo(id, 1), disk.lastUpTo(id, 9)]).toEqual([1, 2]);
    disk.powerCut();
    expect([disk.lastUpTo(id, 9), disk.isClean(id)]).toEqual([1, true]);
  });
});

describe('planted bugs', () => {
  it('are at least 24, each named once', () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(24);
  });

  // All of them: `npm run simulate -- --mutants`.
  it.each([
    'a store is cleared whatever its fence said',
    'a caller is answered twice',
    'batches carry no epoch',
    'half-open lets everything out',
  ])(
    'are caught: %s',
    async (name) => {
      const mutant = MUTANTS.find((one) => one.name === name);
      if (mutant === undefined) throw new Error(`no bug is called ${name}`);
      const { law, events } = await judge(mutant, 200_000);
      expect(Object.keys(LAWS)).toContain(law);
      expect(events).toBeLessThan(200_000);
    },
    2 * MINUTE,
  );

  it('each have their place in the sources', async () => {
    const places = MUTANTS.map(async (mutant) => [mutant.name, await placesOf(mutant)] as const);
    for (const [name, found] of await Promise.all(places)) expect([name, found]).toEqual([name, 1]);
  });

  it(
    'must have their place: a change of text that is not there is an error',
    async () => {
      const lost = { name: 'lost', file: 'core/settle.ts', find: 'nowhere', replace: '' };
      await expect(judge(lost, 1_000)).rejects.toThrow(/lost: found 0 times/);
    },
    MINUTE,
  );
});
