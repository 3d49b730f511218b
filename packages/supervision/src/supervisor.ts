/** Starting supervisors and asking them. Source of every rule: OTP `supervisor`. */
import {
  type ActorSystem,
  type ExitReason,
  GenServer,
  InvalidOptionError,
  type Parent,
  type Pid,
  type ProcessName,
} from '@holdfast/actors';
import { type ChildSpec, completeChildSpecs } from './child-spec.ts';
import { DEFAULT_INTENSITY, type RestartIntensity } from './restart-intensity.ts';
import type { ShutdownOrder } from './shutdown.ts';
import {
  type ChildCounts,
  type ChildRow,
  type SupervisorConfig,
  type SupervisorProtocol,
  supervisorCallbacks,
} from './supervisor-callbacks.ts';

export type SupervisorPid = Pid<SupervisorProtocol>;

export interface SupervisorOptions extends Partial<RestartIntensity> {
  /** Started one after the other in this order, ended in reverse. */
  readonly children: readonly ChildSpec[];
  /** Default, and the only one so far: `one_for_one`. */
  readonly strategy?: 'one_for_one';
  /** Default `reverse_start`, as in OTP. */
  readonly shutdownOrder?: ShutdownOrder;
  readonly name?: ProcessName<SupervisorProtocol>;
}

/**
 * Starts a supervisor that belongs to nobody, with its children. Resolves when all have started.
 * Rejects with `ERR_INVALID_OPTION`, `ERR_ALREADY_STARTED`, or with `ERR_START_FAILED` when a child
 * did not start: its `reason` names the child, and those started before have been ended.
 */
export async function start(
  system: ActorSystem,
  options: SupervisorOptions,
): Promise<SupervisorPid> {
  return GenServer.start(system, supervisorCallbacks, configOf(options), nameOf(options));
}

/** Starts a supervisor as a child of the process that calls this. Otherwise like `start`. */
export async function startLink(
  parent: Parent,
  options: SupervisorOptions,
): Promise<SupervisorPid> {
  return GenServer.startLink(parent, supervisorCallbacks, configOf(options), nameOf(options));
}

/** Its children in start order, running or not. Rejects with `ERR_NO_PROCESS`. */
export function whichChildren(supervisor: SupervisorPid): Promise<readonly ChildRow[]> {
  return GenServer.call(supervisor, { type: 'which_children' }, { timeout: 'infinity' });
}

/** Counts of its children. Rejects with `ERR_NO_PROCESS`. */
export function countChildren(supervisor: SupervisorPid): Promise<ChildCounts> {
  return GenServer.call(supervisor, { type: 'count_children' }, { timeout: 'infinity' });
}

/** Ends a supervisor after its children, which get `shutdown` whatever the reason. */
export function stop(supervisor: SupervisorPid, reason: ExitReason = 'normal'): Promise<void> {
  return GenServer.stop(supervisor, reason);
}

function configOf(options: SupervisorOptions): SupervisorConfig {
  const { maxRestarts = DEFAULT_INTENSITY.maxRestarts } = options;
  const { maxSeconds = DEFAULT_INTENSITY.maxSeconds } = options;
  const strategy: string = options.strategy ?? 'one_for_one';
  const { shutdownOrder = 'reverse_start' } = options;
  if (!['reverse_start', 'all_at_once'].includes(shutdownOrder)) {
    throw new InvalidOptionError('shutdownOrder', shutdownOrder, 'reverse_start or all_at_once');
  }
  if (strategy !== 'one_for_one') {
    throw new InvalidOptionError('strategy', strategy, 'one_for_one');
  }
  if (!(Number.isInteger(maxRestarts) && maxRestarts >= 0)) {
    throw new InvalidOptionError('maxRestarts', maxRestarts, 'a whole number ≥ 0');
  }
  if (!(Number.isFinite(maxSeconds) && maxSeconds > 0)) {
    throw new InvalidOptionError('maxSeconds', maxSeconds, 'a number > 0');
  }
  const intensity = { maxRestarts, maxSeconds };
  return { specs: completeChildSpecs(options.children), intensity, shutdownOrder };
}

function nameOf({ name }: SupervisorOptions): GenServer.StartOptions<SupervisorProtocol> {
  return name === undefined ? {} : { name };
}
