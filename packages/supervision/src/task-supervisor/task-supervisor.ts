/**
 * Tasks that a supervisor knows and ends in order: for a result, as `Task.async` gives one, or for
 * what they do. It is a dynamic supervisor. Source of every rule: Elixir `Task.Supervisor`.
 */
import {
  type ActorSystem,
  type AnyPid,
  type ExitReason,
  type GenServer,
  type Parent,
  type Pid,
  type Protocol,
  StartError,
  spawnLink,
  Task,
} from '@holdfast/actors';
import type { ChildId, ChildSpec, Restart, Shutdown } from '../child-spec.ts';
import * as DynamicSupervisor from '../dynamic-supervisor/dynamic-supervisor.ts';
import type { DynamicSupervisorOptions } from '../dynamic-supervisor/options.ts';
import { MaxChildrenError } from '../errors.ts';
import type { StartDynamicChildResult, TerminateChildResult } from '../results.ts';

/** The pid of a task supervisor. */
export type TaskSupervisorPid = DynamicSupervisor.DynamicSupervisorPid;

/** Where a task supervisor can be reached: its pid, or a name that leads to it at each use. */
export type TaskSupervisorRef = DynamicSupervisor.DynamicSupervisorRef;

/** `maxChildren`: how many tasks may run at once. Default `infinity`. */
export type TaskSupervisorOptions = Pick<
  DynamicSupervisorOptions,
  'name' | 'maxChildren' | 'maxRestarts' | 'maxSeconds'
>;

/** How one task is ended, by its supervisor and by `terminateChild`. */
export interface TaskOptions {
  /** Default 5 000 ms to obey an exit signal `shutdown`. */
  readonly shutdown?: Shutdown;
}

/** How a task without a result is restarted and ended. */
export interface StartTaskOptions extends TaskOptions {
  /** Default `temporary`. A restarted task runs its function again. */
  readonly restart?: Restart;
}

/** As for `Task.asyncStream`, and how its tasks are ended. */
export type TaskStreamOptions = TaskOptions & Omit<Task.AsyncStreamOptions, 'start'>;

/**
 * Starts a task supervisor that belongs to nobody. Rejects with `ERR_INVALID_OPTION` and
 * `ERR_ALREADY_STARTED`.
 */
export function start(
  system: ActorSystem,
  options: TaskSupervisorOptions = {},
): Promise<TaskSupervisorPid> {
  return DynamicSupervisor.start(system, options);
}

/** Starts a task supervisor as a child of the process that calls this. Otherwise like `start`. */
export function startLink(
  parent: Parent,
  options: TaskSupervisorOptions = {},
): Promise<TaskSupervisorPid> {
  return DynamicSupervisor.startLink(parent, options);
}

/** A task supervisor as a child. `id`: default its local name, or `task_supervisor`. */
export function childSpec(
  options: TaskSupervisorOptions & { readonly id?: ChildId } = {},
): ChildSpec<TaskSupervisorPid> {
  const { name, id = typeof name === 'string' ? name : 'task_supervisor' } = options;
  return DynamicSupervisor.childSpec({ ...options, id });
}

/**
 * Runs a function in a process of its own that is linked to the supervisor only: nobody waits for
 * its result. `error` may be `max_children`. Rejects with `ERR_NO_PROCESS`.
 */
export function startChild(
  supervisor: TaskSupervisorRef,
  run: Task.TaskFunction<unknown>,
  { restart = 'temporary', shutdown }: StartTaskOptions = {},
): Promise<StartDynamicChildResult<Pid<Protocol>>> {
  return DynamicSupervisor.startChild(supervisor, {
    id: 'task',
    restart,
    ...(shutdown !== undefined && { shutdown }),
    start: (parent) => spawnLink(parent, run),
  });
}

/**
 * Starts a task for `owner`, linked to it: to be awaited like one of `Task.async`. Rejects with
 * `ERR_MAX_CHILDREN`, with `ERR_NO_PROCESS` when there is no supervisor, and with
 * `ERR_INVALID_OPTION`.
 */
export { startAsync as async };

function startAsync<V>(
  supervisor: TaskSupervisorRef,
  owner: Parent,
  run: Task.TaskFunction<V>,
  options: TaskOptions = {},
): Promise<Task.Task<V>> {
  return supervised(supervisor, owner, run, options, true);
}

/** Like `async`, but not linked: a crash of the task is told to the owner, and does not end it. */
export function asyncNolink<V>(
  supervisor: TaskSupervisorRef,
  owner: Parent,
  run: Task.TaskFunction<V>,
  options: TaskOptions = {},
): Promise<Task.Task<V>> {
  return supervised(supervisor, owner, run, options, false);
}

/**
 * Runs `run` on every element in a supervised task linked to the owner. Otherwise like
 * `Task.asyncStream`; rejects with `ERR_MAX_CHILDREN` too, after it has ended the tasks that run.
 */
export function asyncStream<In, Out>(
  supervisor: TaskSupervisorRef,
  owner: Parent,
  input: Iterable<In> | AsyncIterable<In>,
  run: (element: In) => Out | Promise<Out>,
  options: TaskStreamOptions = {},
): AsyncIterableIterator<Task.StreamResult<In, Awaited<Out>>> {
  return stream(supervisor, owner, input, run, options, true);
}

/** Like `asyncStream`, but not linked: an element that crashes is one result of many. */
export function asyncStreamNolink<In, Out>(
  supervisor: TaskSupervisorRef,
  owner: Parent,
  input: Iterable<In> | AsyncIterable<In>,
  run: (element: In) => Out | Promise<Out>,
  options: TaskStreamOptions = {},
): AsyncIterableIterator<Task.StreamResult<In, Awaited<Out>>> {
  return stream(supervisor, owner, input, run, options, false);
}

/** Ends a task as its `shutdown` says, and waits for its end. */
export function terminateChild(
  supervisor: TaskSupervisorRef,
  pid: AnyPid,
): Promise<TerminateChildResult> {
  return DynamicSupervisor.terminateChild(supervisor, pid);
}

/** The tasks that run, in no order. */
export async function children(supervisor: TaskSupervisorRef): Promise<readonly AnyPid[]> {
  const rows = await DynamicSupervisor.whichChildren(supervisor);
  return rows.flatMap(({ pid }) => (pid === 'restarting' ? [] : [pid]));
}

/** Ends all tasks at once, each as its `shutdown` says, and their supervisor. */
export function stop(
  supervisor: TaskSupervisorRef,
  reason: ExitReason = 'normal',
  options: GenServer.StopOptions = {},
): Promise<void> {
  return DynamicSupervisor.stop(supervisor, reason, options);
}

function supervised<V>(
  supervisor: TaskSupervisorRef,
  owner: Parent,
  run: Task.TaskFunction<V>,
  options: TaskOptions,
  link: boolean,
): Promise<Task.Task<V>> {
  return Task.supervised(owner, run, { link }, async (body) => {
    const started = await startChild(supervisor, body, options);
    if (!started.ok) throw refusal(started);
    // A spawned process never answers ignore.
    return started.pid as AnyPid;
  });
}

function stream<In, Out>(
  supervisor: TaskSupervisorRef,
  owner: Parent,
  input: Iterable<In> | AsyncIterable<In>,
  run: (element: In) => Out | Promise<Out>,
  { shutdown, ...options }: TaskStreamOptions,
  link: boolean,
): AsyncIterableIterator<Task.StreamResult<In, Awaited<Out>>> {
  const how = shutdown === undefined ? {} : { shutdown };
  return Task.asyncStream(owner, input, run, {
    ...options,
    start: (starter, element) => supervised(supervisor, starter, element, how, link),
  });
}

type Refusal = Extract<StartDynamicChildResult, { ok: false }>;

/** A value for who starts a child is an error for who wants a task of it. */
function refusal(result: Refusal): Error {
  switch (result.error) {
    case 'max_children':
      return new MaxChildrenError();
    case 'bad_child_spec':
      return result.problem;
    case 'start_failed':
      return new StartError('ERR_START_FAILED', 'task', result.reason);
    case 'already_started':
      return new StartError('ERR_ALREADY_STARTED', 'task', 'already_started', result.pid);
  }
}
