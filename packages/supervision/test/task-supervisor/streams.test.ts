import { exited, exitWith } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { TaskSupervisor, type TaskSupervisorOptions } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { testSystem } from '../support/children.ts';
import { mailOf, newOwner } from '../support/owners.ts';

const forever = (): Promise<never> => new Promise(() => undefined);

async function withSupervisor(options: TaskSupervisorOptions = {}) {
  const { system } = testSystem();
  const supervisor = await TaskSupervisor.start(system, options);
  const children = async () => (await TaskSupervisor.children(supervisor)).length;
  return { system, supervisor, children };
}

describe('streams (TS-22 to TS-25)', () => {
  async function resultsOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
    const results: T[] = [];
    for await (const result of stream) results.push(result);
    return results;
  }

  test('the elements are worked on by supervised tasks, a few at a time, in order', async () => {
    const { system, supervisor, children } = await withSupervisor();
    const owner = await newOwner(system);
    const most: number[] = [];
    const work = async (element: number) => {
      await settle();
      most.push(await children());
      return element * 2;
    };
    const options = { maxConcurrency: 2 };
    const stream = TaskSupervisor.asyncStream(supervisor, owner, [1, 2, 3, 4], work, options);
    expect(await resultsOf(stream)).toEqual([2, 4, 6, 8].map((value) => ({ type: 'ok', value })));
    expect(Math.max(...most)).toBe(2);
    await settle();
    expect(await children()).toBe(0);
    expect(mailOf(owner)).toEqual([]);
  });

  test('a crash is one result of many without a link, and ends the owner with one', async () => {
    const { system, supervisor } = await withSupervisor();
    const owner = await newOwner(system);
    const work = (element: number) => (element === 2 ? exitWith('boom') : element);
    const options = { zipInputOnExit: true };
    const calm = TaskSupervisor.asyncStreamNolink(supervisor, owner, [1, 2, 3], work, options);
    expect(await resultsOf(calm)).toEqual([
      { type: 'ok', value: 1 },
      { type: 'exit', reason: 'boom', input: 2 },
      { type: 'ok', value: 3 },
    ]);
    const linked = TaskSupervisor.asyncStream(supervisor, owner, [2], work);
    void resultsOf(linked).catch(() => undefined);
    expect(await exited(owner.self)).toBe('boom');
  });

  test('who stops reading ends the tasks that run', async () => {
    const { system, supervisor, children } = await withSupervisor();
    const owner = await newOwner(system);
    const work = (element: number) => (element === 1 ? element : forever());
    const options = { maxConcurrency: 3 };
    const stream = TaskSupervisor.asyncStream(supervisor, owner, [1, 2, 3], work, options);
    for await (const result of stream) {
      expect(result).toEqual({ type: 'ok', value: 1 });
      break;
    }
    await settle();
    expect(await children()).toBe(0);
    expect(mailOf(owner)).toEqual([]);
  });

  test('on a full supervisor it rejects and ends cleanly', async () => {
    const { system, supervisor, children } = await withSupervisor({ maxChildren: 1 });
    const owner = await newOwner(system);
    const options = { maxConcurrency: 2 };
    const stream = TaskSupervisor.asyncStream(supervisor, owner, [1, 2], forever, options);
    await expect(resultsOf(stream)).rejects.toMatchObject({ code: 'ERR_MAX_CHILDREN' });
    await settle();
    expect(await children()).toBe(0);
  });

  test('the shutdown of its tasks can be said', async () => {
    const { system, supervisor } = await withSupervisor();
    const owner = await newOwner(system);
    const options = { shutdown: -1 };
    const stream = TaskSupervisor.asyncStreamNolink(supervisor, owner, [1], forever, options);
    await expect(resultsOf(stream)).rejects.toMatchObject({ option: 'spec.shutdown' });
  });
});
