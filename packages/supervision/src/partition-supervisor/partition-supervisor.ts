/**
 * Several children of one kind, each for a part of the keys, where a single process would be too
 * slow. Source of every rule: Elixir `PartitionSupervisor`.
 */
import {
  type ActorSystem,
  type ExitReason,
  GenServer,
  InvalidOptionError,
  NoProcessError,
  type Parent,
  type Pid,
  type Protocol,
  type ServerRef,
  type Via,
} from '@holdfast/actors';
import type { ChildId, ChildSpec } from '../child-spec.ts';
import type { ChildCounts, ChildRow } from '../results.ts';
import { outcomeOf } from '../start-child.ts';
import * as Supervisor from '../supervisor.ts';
import {
  checkPartitionOptions,
  type PartitionSupervisorOptions,
  type PartitionSupervisorProtocol,
} from './options.ts';
import { findTable, PartitionTable, PartitionVia, setTable } from './partition-table.ts';

/** @inline */
type List = readonly unknown[];

/** The pid of a partition supervisor whose partitions speak `P`. */
export type PartitionSupervisorPid<P extends Protocol> = Pid<PartitionSupervisorProtocol<P>>;

/** Where partitions can be reached: the pid of their supervisor, or its name. */
export type PartitionSupervisorRef<P extends Protocol> = ServerRef<PartitionSupervisorProtocol<P>>;

/**
 * Starts a partition supervisor that belongs to nobody, and its partitions in order. Rejects with
 * `ERR_INVALID_OPTION`, `ERR_ALREADY_STARTED`, and `ERR_START_FAILED` when one did not start.
 */
export async function start<P extends Protocol, const Args extends List = readonly []>(
  system: ActorSystem,
  options: PartitionSupervisorOptions<P, Args>,
): Promise<PartitionSupervisorPid<P>> {
  return await Supervisor.start(system, flagsOf(options));
}

/** Starts a partition supervisor as a child of the process that calls this. Otherwise like `start`. */
export async function startLink<P extends Protocol, const Args extends List = readonly []>(
  parent: Parent,
  options: PartitionSupervisorOptions<P, Args>,
): Promise<PartitionSupervisorPid<P>> {
  return await Supervisor.startLink(parent, flagsOf(options));
}

/** A partition supervisor as a child. `id`: default its local name, or `partition_supervisor`. */
export function childSpec<P extends Protocol, const Args extends List = readonly []>(
  options: PartitionSupervisorOptions<P, Args> & { readonly id?: ChildId },
): ChildSpec<PartitionSupervisorPid<P>> {
  const { name, id = typeof name === 'string' ? name : 'partition_supervisor' } = options;
  return { id, type: 'supervisor', start: (parent) => startLink(parent, options) };
}

/**
 * The partition that serves a key, as a server reference for every verb that takes one: the same
 * key leads to the same partition, also after its restart. A whole number is taken by its remainder,
 * everything else by a hash of what it says. Nobody is there while the partition is restarted.
 */
export function via<P extends Protocol>(
  supervisor: PartitionSupervisorRef<P>,
  key: unknown,
): Via<P> {
  return new PartitionVia(supervisor, key);
}

/** How many partitions there are. Throws `ERR_NO_PROCESS`. */
export function partitions<P extends Protocol>(supervisor: PartitionSupervisorRef<P>): number {
  const table = findTable(supervisor);
  if (table === undefined) throw new NoProcessError('partitions');
  return table.partitions;
}

/** One row per partition, in their order; the id is the number. Rejects with `ERR_NO_PROCESS`. */
export function whichChildren<P extends Protocol>(
  supervisor: PartitionSupervisorRef<P>,
): Promise<readonly ChildRow[]> {
  return Supervisor.whichChildren(supervisor);
}

/** Counts of the partitions. Rejects with `ERR_NO_PROCESS`. */
export function countChildren<P extends Protocol>(
  supervisor: PartitionSupervisorRef<P>,
): Promise<ChildCounts> {
  return Supervisor.countChildren(supervisor);
}

/** Ends the partitions, the last one first, and their supervisor; its name is free afterwards. */
export function stop<P extends Protocol>(
  supervisor: PartitionSupervisorRef<P>,
  reason: ExitReason = 'normal',
  options: GenServer.StopOptions = {},
): Promise<void> {
  return GenServer.stop(supervisor, reason, options);
}

function flagsOf<P extends Protocol, Args extends List>(
  options: PartitionSupervisorOptions<P, Args>,
): Supervisor.SupervisorOptions {
  const count = checkPartitionOptions(options);
  const table = new PartitionTable(count);
  const children = Array.from({ length: count }, (_, partition) =>
    partitionSpec(options, partition, table),
  );
  return { ...options, name: options.name as Supervisor.SupervisorName, children };
}

/** A partition notes its process in the table before anybody can ask for it. */
function partitionSpec<P extends Protocol, Args extends List>(
  { childSpec: spec, withArguments }: PartitionSupervisorOptions<P, Args>,
  partition: number,
  table: PartitionTable,
): ChildSpec {
  const given = spec.args ?? ([] as unknown as Args);
  const args: unknown = withArguments === undefined ? given : withArguments(given, partition);
  if (!Array.isArray(args)) {
    throw new InvalidOptionError('withArguments', args, 'a function that answers an array');
  }
  return {
    ...spec,
    id: partition,
    start: async (parent) => {
      setTable(parent.self, table);
      const answer = await spec.start(parent, ...(args as unknown as Args));
      const outcome = outcomeOf(answer);
      if (outcome.type === 'started') table.put(partition, outcome.pid);
      return answer;
    },
  };
}
