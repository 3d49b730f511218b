/**
 * A task is a process that computes one value for the process that started it. Source: Elixir Task.
 */
import { onAbort } from '../process/abort-listeners.ts';
import type { ActorSystem } from '../process/actor-system.ts';
import { type AnyProcess, toProcess } from '../process/any-process.ts';
import { currentProcess } from '../process/current-process.ts';
import type { AnyPid, Protocol, TaskRef } from '../process/pid.ts';
import type { Parent } from '../process/process-context.ts';
import { type PlainContext, spawnLink } from '../process/spawn.ts';
import { checkTimeout } from '../process/timeout.ts';
import { NotTaskOwnerError, TaskExitError, TaskTimeoutError } from './errors.ts';
import { DEFAULT_TIMEOUT_MS, TaskHandle, type TaskOutcome } from './task-handle.ts';

declare const valueBrand: unique symbol;

/** One task, held by its owner. */
export interface Task<out V> {
  /** The process that computes it; undefined for a task that was complete from the start. */
  readonly pid: AnyPid | undefined;
  /** Stands in the messages about it: a `task_reply` that nobody awaited, and its DOWN. */
  readonly ref: TaskRef;
  /** Who started it, and alone may wait for it. */
  readonly owner: AnyPid;
  /**
   * Exists in the type only.
   *
   * @hidden
   */
  readonly [valueBrand]?: V;
}

/** What the function of a task is given. */
export type TaskContext = PlainContext<Protocol>;

/** What a task runs: its value, or the promise of one, is the result. */
export type TaskFunction<V> = (self: TaskContext) => V | Promise<V>;

/** For whoever waits for a task. */
export interface TaskWaitOptions {
  /** How long to wait, in ms, or `infinity`. Default 5 000. */
  readonly timeout?: number | 'infinity';
  /** Stops waiting; rejects with the signal's reason. The task goes on. */
  readonly signal?: AbortSignal;
  /** The process that waits. Known without being told up to the first `await` of a callback. */
  readonly caller?: Parent;
}

/**
 * Starts a task linked to its owner: if either crashes so does the other, unless it traps exits.
 * A result that nobody awaits arrives at the owner as `{ type: 'task_reply', ref, value }`.
 */
export function async<V>(owner: Parent, run: TaskFunction<V>): Task<V> {
  const handle = new TaskHandle<V>(owner.self);
  handle.runIn(toProcess(spawnLink(owner, bodyOf(handle, run))));
  return handle;
}

/**
 * A task whose process somebody else starts, such as a supervisor: `startChild` starts a process
 * that runs `body`, and answers its pid. With `link` it is linked to the owner as well.
 */
export async function supervised<V>(
  owner: Parent,
  run: TaskFunction<V>,
  options: { readonly link: boolean },
  startChild: (body: (self: TaskContext) => Promise<void>) => Promise<AnyPid>,
): Promise<Task<V>> {
  const handle = new TaskHandle<V>(owner.self);
  let go: (value?: undefined) => void = () => undefined;
  // Else a short task could be over before its owner is linked to it and watches it.
  const held = new Promise<undefined>((resolve) => {
    go = resolve;
  });
  const body = bodyOf(handle, run);
  const child = toProcess(await startChild((self) => held.then(() => body(self))));
  handle.runIn(child);
  if (options.link) linkOrEnd(toProcess(owner.self), child);
  go();
  return handle;
}

/** An owner that has ended meanwhile takes its task along. */
function linkOrEnd(owner: AnyProcess, child: AnyProcess): void {
  if (owner.alive) owner.link(child);
  else child.signal(owner, 'noproc', true);
}

/** A task that has its result already. */
export function completed<V>(owner: Parent, value: V): Task<V> {
  return new TaskHandle<V>(owner.self).complete(value);
}

async function awaitTask<V>(task: Task<V>, options: TaskWaitOptions = {}): Promise<V> {
  const timeoutMs = checkTimeout(options.timeout ?? DEFAULT_TIMEOUT_MS);
  const outcome = await settled(task, timeoutMs, options);
  if (outcome === undefined) {
    // The link stays: who gave up waiting is still concerned by a crash. Source: Elixir Task.await.
    (task as TaskHandle<V>).forget();
    throw new TaskTimeoutError(timeoutMs);
  }
  if (outcome.type === 'exit') throw new TaskExitError(outcome.reason);
  return outcome.value;
}

/**
 * The result. Rejects with `ERR_TASK_EXIT` when the task ended without one, `ERR_TASK_TIMEOUT` (its
 * late result is dropped) and `ERR_NOT_TASK_OWNER`.
 */
export { awaitTask as await };

/** Like `await` for several, in their order, with one deadline for all; fails at the first failure. */
export async function awaitMany<V>(
  tasks: readonly Task<V>[],
  options: TaskWaitOptions = {},
): Promise<V[]> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, ...(options.signal ? [options.signal] : [])]);
  try {
    return await Promise.all(tasks.map((task) => awaitTask(task, { ...options, signal })));
  } finally {
    // Nobody waits for the others any more: their results come as messages.
    over.abort();
  }
}

async function yieldTask<V>(
  task: Task<V>,
  options: TaskWaitOptions = {},
): Promise<TaskOutcome<V> | undefined> {
  return settled(task, checkTimeout(options.timeout ?? DEFAULT_TIMEOUT_MS), options);
}

/** How the task went, as data; undefined when the time is over: then it can be asked again. */
export { yieldTask as yield };

/**
 * Unlinks and ends a task: `shutdown` and so many ms to obey it, or `brutal_kill` at once. Answers
 * the result if it was there before; undefined when the task ended as asked; else how it ended,
 * `killed` when it did not obey in time.
 */
export async function shutdown<V>(
  task: Task<V>,
  how: number | 'infinity' | 'brutal_kill' = DEFAULT_TIMEOUT_MS,
  options: Pick<TaskWaitOptions, 'caller' | 'signal'> = {},
): Promise<TaskOutcome<V> | undefined> {
  const reason = how === 'brutal_kill' ? 'kill' : 'shutdown';
  const timeoutMs = how === 'brutal_kill' ? Number.POSITIVE_INFINITY : checkTimeout(how);
  const owner = checkOwner(task, options.caller);
  const child = task.pid && toProcess(task.pid);
  // Its end is asked for by us, so it must not end us over the link.
  if (child !== undefined) owner.unlink(child);
  child?.signal(owner, reason, false);
  let outcome = await settled(task, timeoutMs, { ...options, caller: ownerOf(task) });
  if (outcome === undefined) {
    child?.signal(owner, 'kill', false);
    outcome = await settled(task, Number.POSITIVE_INFINITY, { caller: ownerOf(task) });
  }
  const asked = how === 'brutal_kill' ? 'killed' : 'shutdown';
  return outcome?.type === 'exit' && outcome.reason === asked ? undefined : outcome;
}

/** Unlinks the task and drops whatever comes from it; it goes on. */
export function ignore(task: Task<unknown>): void {
  const handle = task as TaskHandle<unknown>;
  if (task.pid !== undefined) toProcess(task.owner).unlink(toProcess(task.pid));
  handle.forget();
}

function bodyOf<V>(
  handle: TaskHandle<V>,
  run: TaskFunction<V>,
): (self: TaskContext) => Promise<void> {
  return async (self) => {
    handle.answer(await run(self));
  };
}

/** The owner as the one who waits, once it has been checked. */
function ownerOf({ owner }: Task<unknown>): Parent {
  return { self: owner, system: toProcess(owner).system as ActorSystem };
}

function checkOwner(task: Task<unknown>, caller: Parent | undefined): AnyProcess {
  const process = caller === undefined ? currentProcess() : toProcess(caller.self);
  const owner = toProcess(task.owner);
  if (process !== undefined && process !== owner) throw new NotTaskOwnerError();
  return owner;
}

function settled<V>(
  task: Task<V>,
  timeoutMs: number,
  { signal, caller }: TaskWaitOptions,
): Promise<TaskOutcome<V> | undefined> {
  const { clock } = checkOwner(task, caller).system;
  const handle = task as TaskHandle<V>;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = (): void => {
      handle.stopWaiting(tell);
      late.cancel();
      stopListening?.();
    };
    const tell = (outcome: TaskOutcome<V> | undefined): void => {
      stop();
      resolve(outcome);
    };
    const late = clock.setTimer(timeoutMs, () => tell(undefined), { keepAlive: true });
    const stopListening =
      signal &&
      onAbort(signal, () => {
        stop();
        reject(signal.reason as Error);
      });
    handle.whenSettled(tell);
  });
}
