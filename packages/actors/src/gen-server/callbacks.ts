import type { ExitReason } from '../process/exit-reason.ts';
import type { Protocol } from '../process/pid.ts';
import type { CallOf, CastOf, ContinueOf, InfoOf, ReplyOf } from '../process/protocol.ts';
import type { ServerContext } from './context.ts';
import type { From } from './from.ts';

/**
 * What happens before the next message: `timeout` (ms) delivers the info `{ type: 'timeout' }` if
 * nothing arrives first, with 0 at once or, if something waits, not at all; `continue` runs
 * handleContinue at once, before anything that waits; `hibernate` says that no message is expected
 * soon, and changes nothing that can be observed. Source: gen_server, handle_call/3.
 */
export type Next<P extends Protocol> =
  | { readonly timeout: number }
  | { readonly continue: ContinueOf<P> }
  | 'hibernate';

/**
 * The server runs, or goes on, with this state. Made by `ok`.
 *
 * @inline
 */
export interface Ok<State, P extends Protocol> {
  readonly type: 'ok';
  readonly state: State;
  readonly next?: Next<P> | undefined;
}

/**
 * There is nothing to run. Made by `ignore`.
 *
 * @inline
 */
export interface Ignore {
  readonly type: 'ignore';
}

/**
 * No answer now. Made by `noreply`.
 *
 * @inline
 */
export interface NoReply<State, P extends Protocol> {
  readonly type: 'noreply';
  readonly state: State;
  readonly next?: Next<P> | undefined;
}

/**
 * An answer for the caller. Made by `reply`.
 *
 * @inline
 */
export interface Reply<Value, State, P extends Protocol> {
  readonly type: 'reply';
  readonly reply: Value;
  readonly state: State;
  readonly next?: Next<P> | undefined;
}

/**
 * The server ends. Made by `stop`.
 *
 * @inline
 */
export interface Stop<State> {
  readonly type: 'stop';
  readonly reason: ExitReason;
  readonly state: State;
}

/**
 * The server ends, then its caller is answered. Made by `stopReply`.
 *
 * @inline
 */
export interface StopReply<State, P extends Protocol> extends Omit<Stop<State>, 'type'> {
  readonly type: 'stop_reply';
  readonly reply: ReplyOf<P>;
}

/** What init may return: `ok(state)`, `ignore()` or `failToStart(reason)`. */
export type InitReturn<State, P extends Protocol> =
  | Ok<State, P>
  | Ignore
  | Pick<Stop<State>, 'type' | 'reason'>;
/**
 * What handleCast, handleInfo and handleContinue may return: `noreply(state)` or `stop(reason,
 * state)`. Anything else ends the server with `{ bad_return_value }`.
 */
export type HandlerReturn<State, P extends Protocol> = NoReply<State, P> | Stop<State>;
/**
 * What handleCall may return: `reply(value, state)`, `noreply(state)`, `stop(reason, state)` or
 * `stopReply(reason, value, state)`. Anything else ends the server with `{ bad_return_value }`.
 */
export type CallReturn<State, P extends Protocol> =
  | HandlerReturn<State, P>
  | Reply<ReplyOf<P>, State, P>
  | StopReply<State, P>;

/** @inline */
type Eventually<T> = T | Promise<T>;

/**
 * A server as a module of callbacks, as in OTP's `gen_server`. One callback at a time: the next
 * message is taken when the previous callback has returned (or its promise has settled). A callback
 * that throws, rejects or returns anything else ends the server through `terminate`.
 * State is passed in and returned; treat it as immutable.
 */
export interface GenServerCallbacks<Args, State, P extends Protocol> {
  /** For logs. */
  readonly name?: string;

  /**
   * Runs in the new process before `start` resolves. `ok(state)` starts it; `ignore()` ends it as
   * `normal`; `failToStart(reason)` ends it with the reason. terminate is called for neither.
   */
  init(args: Args, context: ServerContext<P>): Eventually<InitReturn<State, P>>;

  /**
   * A `GenServer.call`. `reply(value, state)` answers; `noreply(state)` leaves the answer to a later
   * `GenServer.reply(from, value)`; `stop` ends the server, and the caller gets its exit reason;
   * `stopReply` runs terminate, then answers. Absent: a call crashes the server.
   */
  handleCall?(
    request: CallOf<P>,
    from: From<ReplyOf<P>>,
    state: State,
    context: ServerContext<P>,
  ): Eventually<CallReturn<State, P>>;

  /** A `GenServer.cast`. `noreply(state)` or `stop(reason, state)`. Absent: a cast crashes it. */
  handleCast?(
    message: CastOf<P>,
    state: State,
    context: ServerContext<P>,
  ): Eventually<HandlerReturn<State, P>>;

  /**
   * Everything else: sent messages, timers, DOWN, trapped EXIT, timeout. Absent: the message is
   * logged and dropped, since an unexpected message must not end a server.
   */
  handleInfo?(
    message: InfoOf<P>,
    state: State,
    context: ServerContext<P>,
  ): Eventually<HandlerReturn<State, P>>;

  /** The message of a `continue`. Absent: a continue crashes the server. */
  handleContinue?(
    message: ContinueOf<P>,
    state: State,
    context: ServerContext<P>,
  ): Eventually<HandlerReturn<State, P>>;

  /**
   * Called before the server ends because of `stop`, of a crash, of `GenServer.stop`, or of its
   * parent's exit if it traps exits; not when it is killed, nor when an exit signal hits it
   * untrapped. Throwing replaces the exit reason. Source: gen_server, terminate/2.
   */
  terminate?(reason: ExitReason, state: State, context: ServerContext<P>): Eventually<void>;

  /**
   * Called on the new callbacks of `Sys.changeCode` with the state of the old ones and what the
   * caller gave along. Answers the new state; throwing keeps state and callbacks as they were.
   */
  codeChange?(state: unknown, extra: unknown): State;

  /**
   * What crash reports and `Sys.getStatus` show of this server: the place to leave secrets out.
   * `message` is the last one, where there was one. Throwing hides both.
   */
  formatStatus?(status: Status<State>): Status<unknown>;
}

/**
 * What a server shows of itself.
 *
 * @inline
 */
export interface Status<State> {
  readonly state: State;
  readonly message?: unknown;
}

/** init: the server runs with this state, and does `next`, if given, before anything else. */
export function ok<State, P extends Protocol>(state: State, next?: Next<P>): Ok<State, P> {
  return { type: 'ok', state, next };
}

/** init: there is nothing to run; `start` rejects with `ERR_START_IGNORED`. */
export function ignore(): Ignore {
  return { type: 'ignore' };
}

/** init: `start` rejects with `ERR_START_FAILED` and this reason. */
export function failToStart(reason: ExitReason): Pick<Stop<never>, 'type' | 'reason'> {
  return { type: 'stop', reason };
}

/** handleCall: answer the caller and go on. */
export function reply<Value, State, P extends Protocol>(
  value: Value,
  state: State,
  next?: Next<P>,
): Reply<Value, State, P> {
  return { type: 'reply', reply: value, state, next };
}

/** Go on; in handleCall the answer comes later. */
export function noreply<State, P extends Protocol>(
  state: State,
  next?: Next<P>,
): NoReply<State, P> {
  return { type: 'noreply', state, next };
}

/** End the server: terminate runs, then it exits with this reason. */
export function stop<State>(reason: ExitReason, state: State): Stop<State> {
  return { type: 'stop', reason, state };
}

/** handleCall: end the server; the caller gets the value once terminate has run. */
export function stopReply<Value, State>(
  reason: ExitReason,
  value: Value,
  state: State,
): { type: 'stop_reply'; reason: ExitReason; reply: Value; state: State } {
  return { type: 'stop_reply', reason, reply: value, state };
}
