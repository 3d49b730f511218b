/**
 * A supervisor for many children of which each is started when it is needed: no order, no ids, and
 * a start or an end costs the same among ten as among a hundred thousand. Source of every rule:
 * Elixir `DynamicSupervisor`.
 */
import {
  type ActorSystem,
  type AnyPid,
  type ExitReason,
  GenServer,
  InvalidOptionError,
  isPid,
  type Parent,
  type Pid,
  type ProcessName,
  type ServerRef,
} from '@holdfast/actors';
import type { ChildId, ChildSpec } from '../child-spec.ts';
import type { ChildCounts, StartDynamicChildResult, TerminateChildResult } from '../results.ts';
import { checked } from '../supervisor-requests.ts';
import { dynamicSupervisorCallbacks } from './callbacks.ts';
import { completeDynamicSpec, type DynamicChildSpec } from './child-spec.ts';
import { type DynamicSupervisorOptions, dynamicConfigOf } from './options.ts';
import type { DynamicChildRow, DynamicSupervisorProtocol } from './protocol.ts';

/** @inline */
type List = readonly unknown[];

/** The pid of a dynamic supervisor, with its extra arguments in the type. */
export type DynamicSupervisorPid<Extra extends List = readonly []> = Pid<
  DynamicSupervisorProtocol<Extra>
>;

/** Where a dynamic supervisor can be reached: its pid, or a name that leads to it at each use. */
export type DynamicSupervisorRef<Extra extends List = readonly []> = ServerRef<
  DynamicSupervisorProtocol<Extra>
>;

/** One of any extra arguments. */
export type AnyDynamicSupervisorRef = DynamicSupervisorRef<List>;

/** The extra arguments of a dynamic supervisor. */
type ExtraOf<Ref extends AnyDynamicSupervisorRef> =
  Ref extends DynamicSupervisorRef<infer Extra> ? Extra : never;

/** A supervisor waits for its children however long they take. */
const NO_LIMIT = { timeout: 'infinity' } as const;

/**
 * Starts a dynamic supervisor that belongs to nobody. Rejects with `ERR_INVALID_OPTION` and
 * `ERR_ALREADY_STARTED`.
 */
export async function start<const Extra extends List = readonly []>(
  system: ActorSystem,
  options: DynamicSupervisorOptions<Extra> = {},
): Promise<DynamicSupervisorPid<Extra>> {
  const config = dynamicConfigOf(options);
  return branded(GenServer.start(system, dynamicSupervisorCallbacks, config, nameOf(options)));
}

/** Starts a dynamic supervisor as a child of the process that calls this. Otherwise like `start`. */
export async function startLink<const Extra extends List = readonly []>(
  parent: Parent,
  options: DynamicSupervisorOptions<Extra> = {},
): Promise<DynamicSupervisorPid<Extra>> {
  const config = dynamicConfigOf(options);
  return branded(GenServer.startLink(parent, dynamicSupervisorCallbacks, config, nameOf(options)));
}

/** A dynamic supervisor as a child. `id`: default its local name, or `dynamic_supervisor`. */
export function childSpec<const Extra extends List = readonly []>(
  options: DynamicSupervisorOptions<Extra> & { readonly id?: ChildId } = {},
): ChildSpec<DynamicSupervisorPid<Extra>> {
  const { name, id = typeof name === 'string' ? name : 'dynamic_supervisor' } = options;
  return { id, type: 'supervisor', start: (parent) => startLink(parent, options) };
}

/**
 * Starts a child. Nothing is kept of one that does not start or answers ignore, and a bad
 * specification is refused before the supervisor is asked. Like all requests below it waits without
 * limit, and rejects with `ERR_NO_PROCESS` or `ERR_SERVER_STOPPED` when there is no supervisor.
 */
export async function startChild<
  C extends AnyPid,
  Ref extends AnyDynamicSupervisorRef,
  const Own extends List = readonly [],
>(
  supervisor: Ref,
  spec: DynamicChildSpec<C, ExtraOf<Ref>, Own>,
): Promise<StartDynamicChildResult<C>> {
  const complete = checked(() => completeDynamicSpec(spec));
  if ('error' in complete) return complete;
  const request = { type: 'start_child', spec: complete } as const;
  const answer = await GenServer.call(plain(supervisor), request, NO_LIMIT);
  return answer as StartDynamicChildResult<C>;
}

/**
 * Ends a child and waits for its end; it is not restarted. A child that is restarting is known by
 * the pid of its last life. Throws `ERR_INVALID_OPTION` for anything but a pid.
 */
export async function terminateChild(
  supervisor: AnyDynamicSupervisorRef,
  pid: AnyPid,
): Promise<TerminateChildResult> {
  if (!isPid(pid)) throw new InvalidOptionError('pid', pid, 'the pid of a child');
  return GenServer.call(plain(supervisor), { type: 'terminate_child', pid }, NO_LIMIT);
}

/** Its children, in no order. */
export function whichChildren(
  supervisor: AnyDynamicSupervisorRef,
): Promise<readonly DynamicChildRow[]> {
  return GenServer.call(plain(supervisor), { type: 'which_children' }, NO_LIMIT);
}

/** Counts of its children; `active` leaves out those that are restarting. */
export function countChildren(supervisor: AnyDynamicSupervisorRef): Promise<ChildCounts> {
  return GenServer.call(plain(supervisor), { type: 'count_children' }, NO_LIMIT);
}

/** Ends a supervisor after its children, which get `shutdown` all at once whatever the reason. */
export function stop(
  supervisor: AnyDynamicSupervisorRef,
  reason: ExitReason = 'normal',
  options: GenServer.StopOptions = {},
): Promise<void> {
  return GenServer.stop(supervisor, reason, options);
}

/** The messages do not say what the extra arguments are: only the specifications do. */
function plain(supervisor: AnyDynamicSupervisorRef): DynamicSupervisorRef {
  return supervisor as unknown as DynamicSupervisorRef;
}

function branded<Extra extends List>(
  started: Promise<DynamicSupervisorPid>,
): Promise<DynamicSupervisorPid<Extra>> {
  return started as unknown as Promise<DynamicSupervisorPid<Extra>>;
}

function nameOf<Extra extends List>({
  name,
}: DynamicSupervisorOptions<Extra>): GenServer.StartOptions<DynamicSupervisorProtocol> {
  return name === undefined
    ? {}
    : { name: name as unknown as ProcessName<DynamicSupervisorProtocol> };
}
