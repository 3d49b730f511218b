/** Starting supervisors and asking them. Source of every rule: OTP `supervisor`. */
import {
  type ActorSystem,
  type AnyPid,
  type ExitReason,
  GenServer,
  type Parent,
  type Pid,
  type ProcessName,
  type ServerRef,
  type Via,
} from '@holdfast/actors';
import { completeChildSpec, completeChildSpecs } from './check-child-spec.ts';
import type {
  AutoShutdown,
  ChildDefinition,
  ChildId,
  ChildSpec,
  CompleteChildSpec,
} from './child-spec.ts';
import {
  type CheckChildSpecsResult,
  type ChildCounts,
  type ChildRow,
  type DeleteChildResult,
  type GetChildSpecResult,
  OK,
  type RestartChildResult,
  type StartChildResult,
  type TerminateChildResult,
  type WhichChildResult,
} from './results.ts';
import { supervisorCallbacks } from './supervisor-callbacks.ts';
import { configOf, type SupervisorFlags, type SupervisorInit } from './supervisor-options.ts';
import type { SupervisorProtocol } from './supervisor-protocol.ts';
import { checked } from './supervisor-requests.ts';

/** The pid of a supervisor. */
export type SupervisorPid = Pid<SupervisorProtocol>;

/** Where a supervisor can be reached: its pid, or a name that leads to it at each use. */
export type SupervisorRef = ServerRef<SupervisorProtocol>;

/** Under which a supervisor is registered. */
export type SupervisorName = ProcessName<SupervisorProtocol> | Via<SupervisorProtocol>;

/** @inline */
interface Named {
  /** Under which it is registered. Default none. */
  readonly name?: SupervisorName;
}

/** Flags that are known beforehand, or a function that answers them at every start. */
export type SupervisorOptions =
  | (SupervisorFlags & Named)
  | (Named & { readonly init: SupervisorInit });

/** A supervisor waits for its children however long they take. */
const NO_LIMIT = { timeout: 'infinity' } as const;

/**
 * Starts a supervisor that belongs to nobody, with its children. Resolves when all have started.
 * Rejects with `ERR_INVALID_OPTION`, `ERR_ALREADY_STARTED`, `ERR_START_IGNORED`, or with
 * `ERR_START_FAILED` when a child did not start: its `reason` names the child, and those started
 * before have been ended.
 */
export async function start(
  system: ActorSystem,
  options: SupervisorOptions,
): Promise<SupervisorPid> {
  return GenServer.start(system, supervisorCallbacks, argsOf(options), nameOf(options));
}

/** Starts a supervisor as a child of the process that calls this. Otherwise like `start`. */
export async function startLink(
  parent: Parent,
  options: SupervisorOptions,
): Promise<SupervisorPid> {
  return GenServer.startLink(parent, supervisorCallbacks, argsOf(options), nameOf(options));
}

/** A supervisor as a child of another one. `id`: default its local name, or `supervisor`. */
export function childSpec(
  options: SupervisorOptions & { readonly id?: ChildId },
): ChildSpec<SupervisorPid> {
  const { id = localName(options) ?? 'supervisor' } = options;
  return { id, type: 'supervisor', start: (parent) => startLink(parent, options) };
}

/**
 * Starts a child and appends it to the others. A start that fails leaves nothing behind; one that
 * answers ignore is kept, unless it is temporary. Like all requests below it waits without limit,
 * and rejects with `ERR_NO_PROCESS` or `ERR_SERVER_STOPPED` when there is no supervisor (any more).
 */
export async function startChild<C extends AnyPid>(
  supervisor: SupervisorRef,
  spec: ChildDefinition<C>,
): Promise<StartChildResult<C>> {
  const answer = await GenServer.call(supervisor, { type: 'start_child', spec }, NO_LIMIT);
  return answer as StartChildResult<C>;
}

/**
 * Ends a child and waits for its end; it is not restarted, and no sibling is touched. Its
 * specification stays, unless it is temporary. Of a child that is restarting the attempts end.
 */
export function terminateChild(
  supervisor: SupervisorRef,
  id: ChildId,
): Promise<TerminateChildResult> {
  return GenServer.call(supervisor, { type: 'terminate_child', id }, NO_LIMIT);
}

/** Starts a child that does not run, in its old place. Does not count as a restart. */
export function restartChild(supervisor: SupervisorRef, id: ChildId): Promise<RestartChildResult> {
  return GenServer.call(supervisor, { type: 'restart_child', id }, NO_LIMIT);
}

/** Drops the specification of a child that does not run. */
export function deleteChild(supervisor: SupervisorRef, id: ChildId): Promise<DeleteChildResult> {
  return GenServer.call(supervisor, { type: 'delete_child', id }, NO_LIMIT);
}

/** Its children in start order, running or not. Source: which_children, which answers in reverse. */
export function whichChildren(supervisor: SupervisorRef): Promise<readonly ChildRow[]> {
  return GenServer.call(supervisor, { type: 'which_children' }, NO_LIMIT);
}

/** One of its children, running or not. */
export function whichChild(supervisor: SupervisorRef, id: ChildId): Promise<WhichChildResult> {
  return GenServer.call(supervisor, { type: 'which_child', id }, NO_LIMIT);
}

/** Counts of its children. */
export function countChildren(supervisor: SupervisorRef): Promise<ChildCounts> {
  return GenServer.call(supervisor, { type: 'count_children' }, NO_LIMIT);
}

/** The specification of a child, with its defaults filled in. */
export function getChildSpec(supervisor: SupervisorRef, id: ChildId): Promise<GetChildSpecResult> {
  return GenServer.call(supervisor, { type: 'get_child_spec', id }, NO_LIMIT);
}

/** Says whether a supervisor would take these children, and starts nothing. */
export function checkChildSpecs(
  specs: readonly ChildDefinition[],
  autoShutdown?: AutoShutdown,
): CheckChildSpecsResult {
  const complete = checked(() => completeChildSpecs(specs, autoShutdown));
  return 'error' in complete ? complete : OK;
}

/**
 * A child specification with some of its fields replaced. Throws `ERR_INVALID_OPTION` that names the
 * field. Source: Elixir Supervisor.child_spec/2.
 */
export function overrideChildSpec(
  child: ChildDefinition,
  overrides: Partial<ChildSpec>,
): CompleteChildSpec {
  const spec = 'childSpec' in child ? child.childSpec() : child;
  return completeChildSpec({ ...spec, ...overrides }, 'spec');
}

/** Ends a supervisor after its children, which get `shutdown` whatever the reason. */
export function stop(
  supervisor: SupervisorRef,
  reason: ExitReason = 'normal',
  options: GenServer.StopOptions = {},
): Promise<void> {
  return GenServer.stop(supervisor, reason, options);
}

function argsOf(options: SupervisorOptions): Parameters<typeof supervisorCallbacks.init>[0] {
  return 'init' in options ? options.init : configOf(options);
}

function localName({ name }: Named): string | undefined {
  return typeof name === 'string' ? name : undefined;
}

function nameOf({ name }: Named): GenServer.StartOptions<SupervisorProtocol> {
  return name === undefined ? {} : { name };
}
