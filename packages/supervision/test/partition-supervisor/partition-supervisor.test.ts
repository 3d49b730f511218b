import { availableParallelism } from 'node:os';
import {
  exit,
  GenServer,
  ok,
  type Parent,
  type Pid,
  processName,
  type Request,
  reply,
  Sys,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import {
  DynamicSupervisor,
  type DynamicSupervisorProtocol,
  PartitionSupervisor,
  type PartitionSupervisorProtocol,
  Supervisor,
} from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { Nursery, rows, testSystem } from '../support/children.ts';

interface Shard {
  readonly call: Request<{ readonly type: 'get' }, unknown>;
}

const name = processName<PartitionSupervisorProtocol<Shard>>('shards');

/** A shard answers what it was started with. */
function startShard(parent: Parent, ...args: unknown[]): Promise<Pid<Shard>> {
  return GenServer.startLink<unknown[], unknown[], Shard>(
    parent,
    { init: (given) => ok(given), handleCall: (_request, _from, state) => reply(state, state) },
    args,
  );
}

const childSpec = { start: startShard };

async function shards(partitions: number) {
  const { system } = testSystem();
  const supervisor = await PartitionSupervisor.start(system, { name, childSpec, partitions });
  const at = (key: unknown) => PartitionSupervisor.via(supervisor, key).whereis();
  return { system, supervisor, at };
}

describe('options (PS-01, PS-02, PS-09)', () => {
  test.each<[string, unknown, string?]>([
    ['name', undefined],
    ['name', ''],
    ['childSpec', undefined],
    ['childSpec', { start: 'start' }, 'childSpec.start'],
    ['childSpec', { start: startShard, restart: 'never' }, 'childSpec.restart'],
    [
      'childSpec',
      { start: startShard, restart: 'transient', significant: true },
      'childSpec.significant',
    ],
    ['partitions', 0],
    ['partitions', 2.5],
    ['withArguments', [1]],
    ['withArguments', () => 'no array'],
    ['strategy', 'one_for_some'],
    ['maxRestarts', -1],
    ['autoShutdown', 'any_significant'],
  ])('%s: %j is refused', async (option, value, path = option) => {
    const { system } = testSystem();
    const options = { name, childSpec, partitions: 2, [option]: value };
    const starting = PartitionSupervisor.start(system, options as never);
    await expect(starting).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: path });
    expect(system.processCount).toBe(0);
  });

  test('there are as many partitions as CPU cores by default', async () => {
    const { system } = testSystem();
    const supervisor = await PartitionSupervisor.start(system, { name, childSpec });
    expect(PartitionSupervisor.partitions(supervisor)).toBe(availableParallelism());
  });
});

describe('partitions (PS-03, PS-04, PS-10 to PS-12)', () => {
  test('are numbered from 0, started from one specification', async () => {
    const { system, supervisor } = await shards(3);
    const children = await PartitionSupervisor.whichChildren(supervisor);
    expect(children.map(({ id }) => id)).toEqual([0, 1, 2]);
    expect(rows(children)).toEqual(['0: running', '1: running', '2: running']);
    expect(PartitionSupervisor.partitions(system.via(name))).toBe(3);
    expect(await PartitionSupervisor.countChildren(system.via(name))).toEqual({
      specs: 3,
      active: 3,
      supervisors: 0,
      workers: 3,
    });
  });

  test('withArguments gives each its own arguments', async () => {
    const { system } = testSystem();
    const supervisor = await PartitionSupervisor.start(system, {
      name,
      partitions: 2,
      childSpec: {
        start: (parent, label, from) => startShard(parent, label, from),
        args: ['base', 10] as readonly [string, number],
      },
      withArguments: ([label, from], partition) => [label, from + partition] as const,
    });
    const states = [0, 1].map((key) => Sys.getState(PartitionSupervisor.via(supervisor, key)));
    expect(await Promise.all(states)).toEqual([
      ['base', 10],
      ['base', 11],
    ]);
  });

  test('stop is synchronous, and nobody is there afterwards', async () => {
    const { system, supervisor, at } = await shards(2);
    await PartitionSupervisor.stop(supervisor);
    expect(system.whereis(name)).toBeUndefined();
    expect(at(0)).toBeUndefined();
    const noProcess = expect.objectContaining({ code: 'ERR_NO_PROCESS' }) as Error;
    expect(() => PartitionSupervisor.partitions(supervisor)).toThrow(noProcess);
    expect(() => PartitionSupervisor.partitions(system.via(name))).toThrow(noProcess);
    await expect(PartitionSupervisor.countChildren(system.via(name))).rejects.toEqual(noProcess);
    const again = await PartitionSupervisor.start(system, { name, childSpec, partitions: 1 });
    expect(PartitionSupervisor.partitions(again)).toBe(1);
  });

  test('a start that fails ends those before it', async () => {
    const { system } = testSystem();
    const starting = PartitionSupervisor.start(system, {
      name,
      partitions: 2,
      childSpec: {
        start: (parent: Parent, partition: number) => {
          if (partition === 1) throw new Error('no luck');
          return startShard(parent);
        },
      },
      withArguments: (_args, partition) => [partition] as readonly [number],
    });
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED' });
    expect(system.processCount).toBe(0);
  });
});

describe('routing (PS-05, PS-06)', () => {
  test('a whole number by the remainder of its absolute value', async () => {
    const { at } = await shards(3);
    const order = [0, 1, 2].map(at);
    expect([3, 4, 5].map(at)).toEqual(order);
    expect([-3, -4, -5].map(at)).toEqual(order);
    expect([0n, 7n, -5n].map(at)).toEqual(order);
    expect(at(-0)).toBe(order[0]);
  });

  test('anything else by what it says: the same key, the same partition', async () => {
    const { at } = await shards(4);
    for (const key of ['some key', 1.5, true, null, ['tenant', 7], { id: 1 }]) {
      expect(at(key)).toBeDefined();
      expect(at(structuredClone(key))).toBe(at(key));
    }
    const found = new Set(Array.from({ length: 100 }, (_, index) => at(`user-${index}`)));
    expect(found.size).toBe(4);
  });
});

describe('partitions as server references (PS-07, PS-14, PS-15)', () => {
  test('after a restart the key leads to the new process; in between to nobody', async () => {
    const { supervisor, at } = await shards(2);
    const shard = PartitionSupervisor.via(supervisor, 1);
    const [other, before] = [at(0), at(1)];
    exit(before as Pid, 'kill');
    expect(shard.whereis()).toBeUndefined();
    await expect(GenServer.call(shard, { type: 'get' })).rejects.toMatchObject({
      code: 'ERR_NO_PROCESS',
    });
    await settle();
    expect(at(1)).not.toBe(before);
    expect(await GenServer.call(shard, { type: 'get' })).toEqual([]);
    expect(at(0)).toBe(other);
  });

  test('no process can be registered as a partition', async () => {
    const { system, supervisor, at } = await shards(1);
    const shard = PartitionSupervisor.via(supervisor, 0);
    const start = () =>
      GenServer.start<0, number, Shard>(system, { init: () => ok(0) }, 0, { name: shard });
    await expect(start()).rejects.toMatchObject({ code: 'ERR_ALREADY_STARTED', pid: at(0) });
    await PartitionSupervisor.stop(supervisor);
    await expect(start()).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
    expect(system.processCount).toBe(0);
  });

  test('several dynamic supervisors share the children, each found under one (PS-16)', async () => {
    const { system } = testSystem();
    const pools = processName<PartitionSupervisorProtocol<DynamicSupervisorProtocol>>('pools');
    const supervisor = await PartitionSupervisor.start(system, {
      name: pools,
      partitions: 3,
      childSpec: DynamicSupervisor.childSpec(),
    });
    const nursery = new Nursery();
    for (let key = 0; key < 30; key += 1) {
      const pool = PartitionSupervisor.via(system.via(pools), `user-${key}`);
      const started = await DynamicSupervisor.startChild(pool, nursery.child(`user-${key}`));
      const under = await DynamicSupervisor.whichChildren(pool);
      expect(under.some(({ pid }) => started.ok && pid === started.pid)).toBe(true);
    }
    const sizes = [0, 1, 2].map((key) =>
      DynamicSupervisor.countChildren(PartitionSupervisor.via(supervisor, key)),
    );
    const active = (await Promise.all(sizes)).map((counts) => counts.active);
    expect(active.reduce((sum, one) => sum + one)).toBe(30);
    expect(Math.min(...active)).toBeGreaterThan(0);
  });
});

describe('restarts (PS-08)', () => {
  test('one_for_all restarts all partitions; the limit is that of any supervisor', async () => {
    const { system } = testSystem();
    const options = { name, childSpec, partitions: 2, strategy: 'one_for_all', maxRestarts: 1 };
    const supervisor = await PartitionSupervisor.start(system, options as never);
    const at = (key: number) => PartitionSupervisor.via(supervisor, key).whereis() as Pid;
    const before = [at(0), at(1)];
    exit(at(0), 'kill');
    await settle();
    expect([at(0), at(1)].some((pid) => before.includes(pid))).toBe(false);
    exit(at(1), 'kill');
    await settle();
    expect(system.processCount).toBe(0);
  });

  test('as a child it is found by its name again after its own restart', async () => {
    const { system } = testSystem();
    const spec = PartitionSupervisor.childSpec({ name, childSpec, partitions: 2, maxRestarts: 0 });
    expect(spec.id).toBe('shards');
    await Supervisor.start(system, { children: [spec] });
    const shard = PartitionSupervisor.via(system.via(name), 1);
    const before = shard.whereis() as Pid;
    exit(before, 'kill');
    await settle();
    expect(shard.whereis()).toBeDefined();
    expect(shard.whereis()).not.toBe(before);
  });
});
