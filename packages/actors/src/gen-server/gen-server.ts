/** Starting servers and talking to them. Source of every rule: OTP `gen_server`. */
import { InvalidOptionError } from '../errors.ts';
import type { ActorSystem } from '../process/actor-system.ts';
import { type AnyProcess, endOf, toPid, toProcess } from '../process/any-process.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { Pid, ProcessName, Protocol } from '../process/pid.ts';
import type { GenServerCallbacks } from './callbacks.ts';
import type { Parent } from './context.ts';
import { CallTimeoutError, NoProcessError, ServerStoppedError, StartError } from './errors.ts';
import { type From, PendingCall } from './from.ts';
import type { AnyCallbacks } from './invoke.ts';
import type { CallOf, CastOf, InfoOf, ReplyTo } from './protocol.ts';
import { ServerProcess } from './server-process.ts';

/** How long `call` waits unless told otherwise. Source: gen_server:call/2. */
const DEFAULT_CALL_TIMEOUT_MS = 5_000;

export interface StartOptions<P extends Protocol> {
  /** Registered before init runs, so that messages by name are queued. Default: no name. */
  readonly name?: ProcessName<P>;
  /** How long init may take, in ms; then the process is killed. Default: no limit. */
  readonly timeout?: number;
}

export interface CallOptions {
  /** How long to wait, in ms, or `infinity`. Default 5 000. */
  readonly timeout?: number | 'infinity';
  /** Stops waiting; the call rejects with the signal's reason. The request may still be handled. */
  readonly signal?: AbortSignal;
}

export interface StopOptions {
  /** How long to wait for the end, in ms, or `infinity`, the default. */
  readonly timeout?: number | 'infinity';
}

/**
 * Starts a server that belongs to nobody. Resolves with its pid once init has answered `ok`.
 * Rejects with `ERR_START_FAILED`, `ERR_START_IGNORED`, `ERR_START_TIMEOUT` or
 * `ERR_ALREADY_STARTED`; by then the process has ended and its name is free.
 */
export function start<Args, State, P extends Protocol>(
  system: ActorSystem,
  callbacks: GenServerCallbacks<Args, State, P>,
  args: Args,
  options: StartOptions<P> = {},
): Promise<Pid<P>> {
  return launch(system, undefined, callbacks, args, options);
}

/**
 * Starts a server linked to the one that calls this, which becomes its parent: when either ends
 * abnormally, so does the other unless it traps exits. Otherwise like `start`.
 */
export function startLink<Args, State, P extends Protocol>(
  parent: Parent,
  callbacks: GenServerCallbacks<Args, State, P>,
  args: Args,
  options: StartOptions<P> = {},
): Promise<Pid<P>> {
  return launch(parent.system, toProcess(parent.self), callbacks, args, options);
}

/**
 * Sends a request and waits for the reply. Rejects with `ERR_CALL_TIMEOUT` (the server is not
 * disturbed, its late reply is dropped), `ERR_NO_PROCESS` (it had already ended) or
 * `ERR_SERVER_STOPPED` (it ended first; `reason` says why), the latter two without waiting.
 */
export function call<P extends Protocol, const R extends CallOf<P>>(
  server: Pid<P>,
  request: R,
  options: CallOptions = {},
): Promise<ReplyTo<P, R>> {
  const timeoutMs = checkTimeout(options.timeout ?? DEFAULT_CALL_TIMEOUT_MS);
  const process = toServer(server);
  const { signal } = options;
  if (!process.alive) return Promise.reject(new NoProcessError(`call ${request.type}`));
  if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
  return new Promise((resolve, reject) => {
    const { deadlines } = process.system;
    const answer = resolve as (reply: unknown) => void;
    const from = new PendingCall(deadlines, request.type, answer, reject);
    from.arm(timeoutMs, signal);
    process.deliver({ kind: 'call', message: request, from });
  });
}

/** Sends a message and does not wait. Never throws; lost without notice if the server has ended. */
export function cast<P extends Protocol>(server: Pid<P>, message: CastOf<P>): void {
  toServer(server).deliver({ kind: 'cast', message });
}

/** Sends a plain message, which arrives in handleInfo. Never throws. */
export function send<P extends Protocol>(server: Pid<P>, message: InfoOf<P>): void {
  toServer(server).deliver({ kind: 'info', message });
}

/** Answers a call that handleCall left open with `noreply`. Only the first answer counts. */
export function reply<Reply>(from: From<Reply>, value: Reply): void {
  (from as unknown as PendingCall).answer(value);
}

/**
 * Ends a server in order: what is already in its mailbox is handled, then terminate runs. Resolves
 * when it ended with exactly `reason`. Rejects with `ERR_NO_PROCESS`, `ERR_SERVER_STOPPED` (it
 * ended with another reason) or `ERR_CALL_TIMEOUT` (it still stops when it can).
 */
export async function stop<P extends Protocol>(
  server: Pid<P>,
  reason: ExitReason = 'normal',
  options: StopOptions = {},
): Promise<void> {
  const timeoutMs = checkTimeout(options.timeout ?? 'infinity');
  const process = toServer(server);
  if (!process.alive) throw new NoProcessError('stop');
  process.requestStop(reason);
  const final = await within(process, timeoutMs);
  if (final !== reason) throw new ServerStoppedError('stop', final);
}

function launch<Args, State, P extends Protocol>(
  system: ActorSystem,
  parent: AnyProcess | undefined,
  callbacks: GenServerCallbacks<Args, State, P>,
  args: Args,
  options: StartOptions<P>,
): Promise<Pid<P>> {
  const label = options.name ?? callbacks.name ?? 'server';
  const { name } = options;
  const timeoutMs = checkTimeout(options.timeout ?? 'infinity');
  const holder = name === undefined ? undefined : system.lookup(name);
  if (holder !== undefined) {
    const pid = toPid(holder);
    return Promise.reject(new StartError('ERR_ALREADY_STARTED', label, 'already_started', pid));
  }
  if (parent?.alive === false || system.closed) {
    return Promise.reject(new StartError('ERR_START_FAILED', label, 'noproc'));
  }
  const process = new ServerProcess(system, parent, callbacks as unknown as AnyCallbacks);
  if (name !== undefined) system.register(name, process);
  return new Promise((resolve, reject) => {
    const late = system.clock.setTimer(timeoutMs, () => {
      reject(new StartError('ERR_START_TIMEOUT', label, 'timeout'));
      process.end('killed');
    });
    const fail = (code: 'ERR_START_FAILED' | 'ERR_START_IGNORED', reason: ExitReason): void => {
      late.cancel();
      reject(new StartError(code, label, reason));
    };
    process.deliver({
      kind: 'start',
      args,
      started: {
        ok: () => {
          late.cancel();
          resolve(toPid(process));
        },
        ignored: () => fail('ERR_START_IGNORED', 'ignore'),
        failed: (reason) => fail('ERR_START_FAILED', reason),
      },
    });
  });
}

function within(process: AnyProcess, timeoutMs: number): Promise<ExitReason> {
  return new Promise((resolve, reject) => {
    const late = process.system.clock.setTimer(
      timeoutMs,
      () => reject(new CallTimeoutError('stop', timeoutMs)),
      { keepAlive: true },
    );
    void endOf(process).then((reason) => {
      late.cancel();
      resolve(reason);
    });
  });
}

function checkTimeout(timeout: number | 'infinity'): number {
  if (timeout === 'infinity') return Number.POSITIVE_INFINITY;
  if (typeof timeout === 'number' && timeout >= 0) return timeout;
  throw new InvalidOptionError('timeout', timeout, 'a number of milliseconds ≥ 0 or infinity');
}

function toServer(pid: Pid): ServerProcess {
  return toProcess(pid) as unknown as ServerProcess;
}
