import {
  type ActorSystem,
  GenServer,
  ok,
  type Parent,
  type Pid,
  processName,
  type Request,
  type Via,
} from '@holdfast/actors';
import type { Supervisor } from '@holdfast/supervision';
import { PartitionSupervisor, type PartitionSupervisorProtocol } from '@holdfast/supervision';
import { expectTypeOf, test } from 'vitest';

interface Shard {
  readonly call: Request<{ readonly type: 'get' }, number>;
}

declare const system: ActorSystem;
declare const shards: PartitionSupervisor.PartitionSupervisorPid<Shard>;
declare function startOther(parent: Parent): Promise<Pid<{ call: Request<{ type: 'no' }, 1> }>>;

const name = processName<PartitionSupervisorProtocol<Shard>>('shards');
const start = (parent: Parent, from: number) =>
  GenServer.startLink<number, number, Shard>(parent, { init: (first) => ok(first) }, from);

test('a key leads to a process of the protocol that the partitions speak', () => {
  const made = () =>
    PartitionSupervisor.start(system, {
      name,
      childSpec: { start },
      withArguments: (_args, partition) => [partition] as const,
    });
  expectTypeOf(made).returns.resolves.toEqualTypeOf<
    PartitionSupervisor.PartitionSupervisorPid<Shard>
  >();
  const byPid = () => PartitionSupervisor.via(shards, 'key');
  const byName = () => PartitionSupervisor.via(system.via(name), 1);
  expectTypeOf(byPid).returns.toEqualTypeOf<Via<Shard>>();
  expectTypeOf(byName).returns.toEqualTypeOf<Via<Shard>>();
});

test('it is a supervisor like any other', () => {
  expectTypeOf<typeof shards>().toExtend<Supervisor.SupervisorRef>();
});

export function refused(): unknown[] {
  return [
    // @ts-expect-error a name is needed
    PartitionSupervisor.start(system, { childSpec: { start } }),
    // @ts-expect-error the partitions speak another protocol than the name says
    PartitionSupervisor.start(system, { name, childSpec: { start: startOther } }),
    // @ts-expect-error not in their protocol
    GenServer.call(PartitionSupervisor.via(shards, 1), { type: 'set' }),
  ];
}
