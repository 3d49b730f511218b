/** Starting servers and talking to them. Source of every rule: OTP `gen_server`. */
import type { ActorSystem } from '../process/actor-system.ts';
import { endOf, toProcess } from '../process/any-process.ts';
import { ACCEPTED, type Delivery } from '../process/delivery.ts';
import { checkReason, type ExitReason, isSameReason } from '../process/exit-reason.ts';
import type { ServerRef } from '../process/names.ts';
import type { Pid, Protocol } from '../process/pid.ts';
import type { Parent } from '../process/process-context.ts';
import type { CallOf, CastOf, ReplyTo } from '../process/protocol.ts';
import { checkTimeout } from '../process/timeout.ts';
import type { GenServerCallbacks } from './callbacks.ts';
import { ServerStoppedError } from './errors.ts';
import { type From, PendingCall } from './from.ts';
import { launch, type StartOptions } from './launch.ts';
import { type CallOptions, reach, serverOf } from './reach.ts';
import { Waiter } from './waiter.ts';

export { send } from '../process/process-verbs.ts';
export { childSpec, type ServerChildSpec, type ServerChildSpecOptions } from './child-spec.ts';
export type { StartOptions } from './launch.ts';
export type { CallOptions } from './reach.ts';

/** How long `call` waits unless told otherwise. Source: gen_server:call/2. */
const DEFAULT_CALL_TIMEOUT_MS = 5_000;

/** As for a call, but that the default timeout is `infinity`. */
export type StopOptions = CallOptions;

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
 * disturbed, its late reply is dropped), `ERR_NO_PROCESS` (nobody is there), `ERR_SERVER_STOPPED`
 * (it ended first; `reason` says why), `ERR_CALLING_SELF` or `ERR_MAILBOX_FULL`, all but the first
 * without waiting. Throws `ERR_INVALID_OPTION`.
 */
export function call<P extends Protocol, const R extends CallOf<P>>(
  server: ServerRef<P>,
  request: R,
  options?: CallOptions,
): Promise<ReplyTo<P, R>> {
  const timeoutMs = checkTimeout(options?.timeout ?? DEFAULT_CALL_TIMEOUT_MS);
  const process = reach(server, request.type, options?.caller);
  if (process instanceof Error) return Promise.reject(process);
  const full = process.refusal('call', request);
  if (full !== undefined) return Promise.reject(full);
  const signal = options?.signal;
  if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
  const pending = new PendingCall(process, request.type, 'call', request);
  pending.arm(timeoutMs, signal);
  process.deliver(pending);
  return pending.promise as Promise<ReplyTo<P, R>>;
}

/**
 * Sends a message and does not wait. Never throws; lost without notice if nobody is there or the
 * server ends first, refused (see `Delivery`) by a bounded mailbox that is full.
 */
export function cast<P extends Protocol>(server: ServerRef<P>, message: CastOf<P>): Delivery {
  return serverOf(server)?.enter('cast', message) ?? ACCEPTED;
}

/** Answers a call that handleCall left open with `noreply`. Only the first answer counts. */
export function reply<Reply>(from: From<Reply>, value: Reply): void {
  (from as unknown as Waiter).answer(value);
}

/**
 * Ends a server in order: what is already in its mailbox is handled, then terminate runs. Resolves
 * when it ended with exactly `reason`. Rejects with `ERR_NO_PROCESS`, `ERR_CALLING_SELF`,
 * `ERR_SERVER_STOPPED` (it ended with another reason) or `ERR_CALL_TIMEOUT` (it still stops when it
 * can). Source: gen_server:stop/3.
 */
export async function stop<P extends Protocol>(
  server: ServerRef<P>,
  reason: ExitReason = 'normal',
  options: StopOptions = {},
): Promise<void> {
  const timeoutMs = checkTimeout(options.timeout ?? 'infinity');
  checkReason(reason);
  const process = reach(server, 'stop', options.caller);
  if (process instanceof Error) throw process;
  options.signal?.throwIfAborted();
  const waiter = new Waiter(process, 'stop');
  waiter.arm(timeoutMs, options.signal);
  void endOf(process).then((final) => waiter.answer(final));
  process.requestStop(reason);
  const final = (await waiter.promise) as ExitReason;
  if (!isSameReason(final, reason)) throw new ServerStoppedError('stop', final);
}
