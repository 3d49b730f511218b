import { availableParallelism } from 'node:os';
import {
  InvalidOptionError,
  type Parent,
  type Pid,
  type ProcessName,
  type Protocol,
  type Via,
} from '@holdfast/actors';
import { completeChildSpec } from '../check-child-spec.ts';
import type { ChildId, ChildSpec, StartedChild } from '../child-spec.ts';
import type { RestartIntensity } from '../restart-intensity.ts';
import type { StrategyName } from '../strategies/decide.ts';
import { checkName, oneOf } from '../supervisor-options.ts';
import type { SupervisorProtocol } from '../supervisor-protocol.ts';

declare const partitionBrand: unique symbol;

/** A supervisor whose children are partitions, each a process that speaks `P`. */
export interface PartitionSupervisorProtocol<P extends Protocol> extends SupervisorProtocol {
  /** @hidden */
  readonly [partitionBrand]?: (pid: Pid<P>) => Pid<P>;
}

/** The one specification from which all partitions are started; its id, if any, is not used. */
export interface PartitionChildSpec<P extends Protocol, Args extends readonly unknown[]>
  extends Omit<ChildSpec, 'id' | 'start' | 'significant'> {
  /** Not used: a partition is called by its number. */
  readonly id?: ChildId;
  /** Starts one partition linked to `parent`, with `args` as `withArguments` leaves them. */
  readonly start: (
    parent: Parent,
    ...args: Args
  ) => StartedChild<Pid<P>> | Promise<StartedChild<Pid<P>>>;
  /** Given to `start`. Default none. */
  readonly args?: Args;
}

/** How to start a partition supervisor. Source: Elixir PartitionSupervisor, start_link/1. */
export interface PartitionSupervisorOptions<
  P extends Protocol,
  Args extends readonly unknown[] = readonly [],
> extends Partial<RestartIntensity> {
  /** Under which everybody finds the partitions, also after a restart. */
  readonly name: ProcessName<PartitionSupervisorProtocol<P>> | Via<PartitionSupervisorProtocol<P>>;
  /** How each partition is started, restarted and ended. */
  readonly childSpec: PartitionChildSpec<P, Args>;
  /** How many. Default: the number of CPU cores there may be. */
  readonly partitions?: number;
  /** What each partition is started with, made of `childSpec.args` and its number. Default: these. */
  readonly withArguments?: (args: Args, partition: number) => Args;
  /** Default `one_for_one`. */
  readonly strategy?: StrategyName;
  /** The only one that there is. */
  readonly autoShutdown?: 'never';
}

/** Throws `ERR_INVALID_OPTION` that names the option. Answers the number of partitions. */
export function checkPartitionOptions<P extends Protocol, Args extends readonly unknown[]>(
  options: PartitionSupervisorOptions<P, Args>,
): number {
  const { name, childSpec, withArguments, autoShutdown = 'never' } = options;
  const { partitions = availableParallelism() } = options;
  checkName(name);
  const spec: unknown = childSpec;
  if (typeof spec !== 'object' || spec === null) {
    throw new InvalidOptionError('childSpec', spec, 'a child spec');
  }
  completeChildSpec({ ...(spec as ChildSpec), id: 0 }, 'childSpec', 'never');
  if (!(Number.isInteger(partitions) && partitions >= 1)) {
    throw new InvalidOptionError('partitions', partitions, 'a whole number ≥ 1');
  }
  const rewrite: unknown = withArguments;
  if (rewrite !== undefined && typeof rewrite !== 'function') {
    throw new InvalidOptionError('withArguments', rewrite, 'a function');
  }
  oneOf('autoShutdown', autoShutdown, ['never']);
  return partitions;
}
