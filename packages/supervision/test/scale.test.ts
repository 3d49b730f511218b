import { type AnyPid, exit, type Parent, spawnLink } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { DynamicSupervisor, type Restart, Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { testSystem } from './support/children.ts';
import { countVisits } from './support/visits.ts';

const wait = (parent: Parent): AnyPid => spawnLink(parent, (self) => self.receive());

function spec(id: number, restart: Restart = 'permanent') {
  return { id, restart, start: wait };
}

/** Starts, stops and restarts a few among many, and answers how many elements that visited. */
async function dynamicWork(among: number): Promise<number> {
  const { system } = testSystem();
  const supervisor = await DynamicSupervisor.start(system, { maxRestarts: 1_000 });
  for (let id = 0; id < among; id += 1) await DynamicSupervisor.startChild(supervisor, spec(id));
  const visits = await countVisits(async () => {
    for (let round = 0; round < 10; round += 1) {
      const ended = await DynamicSupervisor.startChild(supervisor, spec(round));
      const restarted = await DynamicSupervisor.startChild(supervisor, spec(round));
      const forgotten = await DynamicSupervisor.startChild(supervisor, spec(round, 'temporary'));
      if (ended.ok) await DynamicSupervisor.terminateChild(supervisor, ended.pid as AnyPid);
      if (restarted.ok) exit(restarted.pid as AnyPid, 'kill');
      if (forgotten.ok) exit(forgotten.pid as AnyPid, 'kill');
      await settle();
    }
  });
  const counts = await DynamicSupervisor.countChildren(supervisor);
  expect(counts).toMatchObject({ specs: among + 10, active: among + 10 });
  await system.close();
  return visits;
}

async function supervisorWork(among: number): Promise<number> {
  const { system } = testSystem();
  const supervisor = await Supervisor.start(system, { children: [], maxRestarts: 1_000 });
  for (let id = 0; id < among; id += 1) await Supervisor.startChild(supervisor, spec(id));
  const visits = await countVisits(async () => {
    for (let round = 0; round < 10; round += 1) {
      const id = among + round;
      const started = await Supervisor.startChild(supervisor, spec(id));
      if (started.ok) exit(started.pid as AnyPid, 'kill');
      await settle();
      await Supervisor.terminateChild(supervisor, id);
      await Supervisor.deleteChild(supervisor, id);
    }
  });
  expect(await Supervisor.countChildren(supervisor)).toMatchObject({ active: among });
  await Supervisor.stop(supervisor);
  await system.close();
  return visits;
}

/** Were every child visited once by only one of the dozens of operations, it would be this many. */
const MANY = 20_000;

describe('a start, a stop and an end among many visit next to nobody (DS-28)', () => {
  test('in a dynamic supervisor', async () => {
    expect(await dynamicWork(MANY)).toBeLessThan(MANY);
  });

  test('in a one_for_one supervisor', async () => {
    expect(await supervisorWork(MANY)).toBeLessThan(MANY);
  });

  test('the counting sees who visits all', async () => {
    const all = new Map(Array.from({ length: 100 }, (_, id) => [id, id]));
    let sum = 0;
    const visits = await countVisits(() => {
      for (const value of all.values()) sum += value;
      return Promise.resolve();
    });
    expect(sum).toBe(4_950);
    expect(visits).toBeGreaterThanOrEqual(100);
  });
});
