/**
 * Looking into a running server and steering it, without its callbacks knowing. Every verb is a
 * message that is handled in its turn, also while the server is suspended. It does not end the quiet
 * that a timeout waits for, but the time of it begins anew. Rejects like `GenServer.call`. Source of every rule: OTP `sys`.
 */
import { HoldfastError, InvalidOptionError } from '../errors.ts';
import { toPid } from '../process/any-process.ts';
import { checkReason, type ExitReason } from '../process/exit-reason.ts';
import type { ServerRef } from '../process/names.ts';
import type { AnyPid, Protocol } from '../process/pid.ts';
import { checkTimeout } from '../process/timeout.ts';
import type { AnyCallbacks } from './any-callbacks.ts';
import type { GenServerCallbacks } from './callbacks.ts';
import { formatStatus } from './crash-details.ts';
import { Debug, type DebugFunction, type Statistics, type SystemEvent } from './debug.ts';
import { PendingCall } from './from.ts';
import { type CallOptions, reach } from './reach.ts';
import type { SystemTarget, SystemTask } from './system-target.ts';

/** Source: sys:get_state/1. */
const DEFAULT_TIMEOUT_MS = 5_000;

/** How many events `log` keeps. Source: sys:log/2. */
const DEFAULT_LOG_SIZE = 10;

/** What `getStatus` tells of a server. */
export interface ServerStatus {
  /** `suspended` between `suspend` and `resume`. */
  readonly status: 'running' | 'suspended';
  readonly pid: AnyPid;
  /** The process that started it linked to itself. */
  readonly parent: AnyPid | undefined;
  /** The name under which it is registered in its actor system. */
  readonly name: string | undefined;
  /** Messages that wait unhandled. */
  readonly messageQueueLength: number;
  /** The limit of its mailbox, where it has one. */
  readonly maxMailbox: number | undefined;
  /** As its `formatStatus` shows it. */
  readonly state: unknown;
}

/** `ERR_CALLBACK_FAILED`: a function given to `Sys` threw (`cause`); the server is as it was. */
export class CallbackFailedError extends HoldfastError {
  constructor(what: string, cause: unknown) {
    super('ERR_CALLBACK_FAILED', `${what} threw; the server is as it was`, { cause });
  }
}

/**
 * The state, after everything that this caller sent before has been handled. Not a copy.
 * Source: sys:get_state/1.
 */
export function getState(server: ServerRef<never>, options?: CallOptions): Promise<unknown> {
  return ask(server, 'get_state', options, ({ state }) => state);
}

/**
 * Puts `change(state)` in place of the state and answers it. Rejects with `ERR_CALLBACK_FAILED`
 * when `change` throws, and then the state is as it was. Source: sys:replace_state/2.
 */
export function replaceState<State>(
  server: ServerRef<never>,
  change: (state: State) => State,
  options?: CallOptions,
): Promise<State> {
  return ask(server, 'replace_state', options, (target) => {
    target.state = guarded('the change of state', () => change(target.state as State));
    return target.state;
  }) as Promise<State>;
}

/** From now on the server handles system messages, stops and its parent's exit only. Idempotent. */
export function suspend(server: ServerRef<never>, options?: CallOptions): Promise<void> {
  return ask(server, 'suspend', options, (target) => target.suspend()) as Promise<void>;
}

/** Ends a suspension: what waited is handled in order. Without effect on one that runs. */
export function resume(server: ServerRef<never>, options?: CallOptions): Promise<void> {
  return ask(server, 'resume', options, (target) => target.resume()) as Promise<void>;
}

/** Whether it runs or is suspended, who it is, its mailbox, its state. Source: sys:get_status/1. */
export function getStatus(server: ServerRef<never>, options?: CallOptions): Promise<ServerStatus> {
  return ask(server, 'get_status', options, (target) => ({
    status: target.suspended ? 'suspended' : 'running',
    pid: toPid(target),
    parent: target.parent && toPid(target.parent),
    name: target.name,
    messageQueueLength: target.waitingCount,
    maxMailbox: target.maxMailbox,
    state: formatStatus(target.callbacks, target.state).state,
  })) as Promise<ServerStatus>;
}

/** Switches counting on or off; `get` answers the counts since. Counts that are on go on. */
export function statistics(
  server: ServerRef<never>,
  flag: boolean,
  options?: CallOptions,
): Promise<void>;
export function statistics(
  server: ServerRef<never>,
  flag: 'get',
  options?: CallOptions,
): Promise<Statistics | 'no_statistics'>;
export function statistics(
  server: ServerRef<never>,
  flag: boolean | 'get',
  options?: CallOptions,
): Promise<unknown> {
  return ask(server, 'statistics', options, (target) => {
    const now = target.system.clock.now();
    if (flag === 'get') return target.debug?.statistics(now) ?? 'no_statistics';
    change(target, (debug) => debug.count(flag, now));
    return undefined;
  });
}

/**
 * Keeps the last events (10, or `size`), or stops to; `get` answers them, oldest first. A log that is
 * on keeps its size until it is switched off.
 */
export function log(
  server: ServerRef<never>,
  flag: boolean | { readonly size: number },
  options?: CallOptions,
): Promise<void>;
export function log(
  server: ServerRef<never>,
  flag: 'get',
  options?: CallOptions,
): Promise<readonly SystemEvent[]>;
export function log(
  server: ServerRef<never>,
  flag: boolean | 'get' | { readonly size: number },
  options?: CallOptions,
): Promise<unknown> {
  const size = flag === true ? DEFAULT_LOG_SIZE : typeof flag === 'object' ? flag.size : 0;
  if (!(Number.isInteger(size) && size >= 0)) {
    throw new InvalidOptionError('size', size, 'a whole number ≥ 0');
  }
  return ask(server, 'log', options, (target) =>
    flag === 'get' ? (target.debug?.events() ?? []) : change(target, (debug) => debug.keep(size)),
  );
}

/** Tells `tracer` of every event as it happens; false ends it. One that throws is dropped. */
export function trace(
  server: ServerRef<never>,
  tracer: ((event: SystemEvent) => void) | false,
  options?: CallOptions,
): Promise<void> {
  return ask(server, 'trace', options, (target) =>
    change(target, (debug) => debug.traceTo(tracer === false ? undefined : tracer)),
  ) as Promise<void>;
}

/** Folds every event into a state of its own, until it answers `done` or throws. */
export function install<State>(
  server: ServerRef<never>,
  run: DebugFunction<State>,
  state: State,
  options?: CallOptions,
): Promise<void> {
  return ask(server, 'install', options, (target) =>
    change(target, (debug) => debug.install(run as DebugFunction, state)),
  ) as Promise<void>;
}

/** Takes an installed function away. */
export function remove<State>(
  server: ServerRef<never>,
  run: DebugFunction<State>,
  options?: CallOptions,
): Promise<void> {
  return ask(server, 'remove', options, (target) =>
    change(target, (debug) => debug.remove(run as DebugFunction)),
  ) as Promise<void>;
}

/** Ends statistics, log, trace and everything installed. */
export function noDebug(server: ServerRef<never>, options?: CallOptions): Promise<void> {
  return ask(server, 'no_debug', options, (target) => {
    target.debug = undefined;
  }) as Promise<void>;
}

/** Ends a server through terminate, before anything that waits, also while it is suspended. */
export function terminate(
  server: ServerRef<never>,
  reason: ExitReason,
  options?: CallOptions,
): Promise<void> {
  checkReason(reason);
  return ask(server, 'terminate', options, (target) => target.stopNow(reason)) as Promise<void>;
}

/**
 * Gives a suspended server new callbacks, whose `codeChange(state, extra)` makes the new state of
 * the old one. Rejects with `ERR_NOT_SUSPENDED`, and with `ERR_CALLBACK_FAILED` when codeChange
 * throws; then state and callbacks are as they were. Source: sys:change_code/4.
 */
export function changeCode<Args, State, P extends Protocol>(
  server: ServerRef<P>,
  callbacks: GenServerCallbacks<Args, State, P>,
  extra?: unknown,
  options?: CallOptions,
): Promise<void> {
  return ask(server, 'change_code', options, (target) => {
    if (!target.suspended) {
      throw new HoldfastError('ERR_NOT_SUSPENDED', 'suspend a server before its code is changed');
    }
    const migrate = callbacks.codeChange?.bind(callbacks);
    if (migrate !== undefined) {
      target.state = guarded('codeChange', () => migrate(target.state, extra));
    }
    target.callbacks = callbacks as unknown as AnyCallbacks;
  }) as Promise<void>;
}

function ask(
  server: ServerRef<never>,
  what: string,
  options: CallOptions = {},
  task: SystemTask,
): Promise<unknown> {
  const timeoutMs = checkTimeout(options.timeout ?? DEFAULT_TIMEOUT_MS);
  const process = reach(server, what, options.caller);
  if (process instanceof Error) return Promise.reject(process);
  const { signal } = options;
  if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
  const pending = new PendingCall(process, what, 'system', task);
  pending.arm(timeoutMs, signal);
  process.deliver(pending);
  return pending.promise;
}

function change(target: SystemTarget, record: (debug: Debug) => void): void {
  const debug = target.debug ?? new Debug();
  record(debug);
  target.debug = debug.idle ? undefined : debug;
}

function guarded<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new CallbackFailedError(what, error);
  }
}
