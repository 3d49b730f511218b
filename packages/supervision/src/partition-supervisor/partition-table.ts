/** Which process serves which partition now, and which partition serves which key. */
import {
  type AnyPid,
  InvalidOptionError,
  isAlive,
  isPid,
  type Pid,
  type Protocol,
  type ServerRef,
  type Via,
} from '@holdfast/actors';
import { hashKey } from '../key-encoding.ts';
import type { PartitionSupervisorProtocol } from './options.ts';

/** The partitions of one supervisor, by their numbers. */
export class PartitionTable {
  readonly partitions: number;
  private readonly pids: (AnyPid | undefined)[] = [];

  constructor(partitions: number) {
    this.partitions = partitions;
  }

  put(partition: number, pid: AnyPid | undefined): void {
    this.pids[partition] = pid;
  }

  /** The process that serves a key; undefined while it is being restarted. */
  at(key: unknown): AnyPid | undefined {
    const pid = this.pids[partitionOf(key, this.partitions)];
    return pid !== undefined && isAlive(pid) ? pid : undefined;
  }
}

/** Keyed by the supervisor, so that nothing of it outlives it. */
const tables = new WeakMap<AnyPid, PartitionTable>();

export function setTable(supervisor: AnyPid, table: PartitionTable): void {
  tables.set(supervisor, table);
}

/** The partitions that a reference leads to now, if their supervisor lives. */
export function findTable<P extends Protocol>(
  ref: ServerRef<PartitionSupervisorProtocol<P>>,
): PartitionTable | undefined {
  const pid = isPid(ref) ? ref : ref.whereis();
  return pid !== undefined && isAlive(pid) ? tables.get(pid) : undefined;
}

/** Whole numbers by their remainder, everything else by its hash. Source: PartitionSupervisor. */
function partitionOf(key: unknown, partitions: number): number {
  if (typeof key === 'bigint') return Number((key < 0n ? -key : key) % BigInt(partitions));
  return Number.isInteger(key) ? Math.abs(key as number) % partitions : hashKey(key, partitions);
}

/** The partition of a key as a server reference. */
export class PartitionVia<P extends Protocol> implements Via<P> {
  private readonly supervisor: ServerRef<PartitionSupervisorProtocol<P>>;
  private readonly key: unknown;

  constructor(supervisor: ServerRef<PartitionSupervisorProtocol<P>>, key: unknown) {
    this.supervisor = supervisor;
    this.key = key;
  }

  whereis(): Pid<P> | undefined {
    return findTable(this.supervisor)?.at(this.key) as Pid<P> | undefined;
  }

  /** Throws `ERR_INVALID_OPTION`: only the supervisor says who serves a partition. */
  register(): never {
    throw new InvalidOptionError('name', this, 'something else than a partition');
  }

  /** See `register`. */
  unregister(): never {
    return this.register();
  }
}
