import type { Protocol, TaskRef } from './pid.ts';
import type { Down, Exit } from './signals.ts';

declare const replyBrand: unique symbol;

/**
 * A message of `GenServer.call` together with the type of its reply:
 * `type Calls = Request<{ type: 'get' }, number> | Request<{ type: 'add'; by: number }, void>`.
 * The reply exists only in the type; the message is a plain object.
 */
export type Request<M, Reply> = M & { readonly [replyBrand]?: Reply };

type Part<P extends Protocol, K extends keyof Protocol> = P extends {
  readonly [Key in K]: infer M;
}
  ? Exclude<M, undefined>
  : never;

/** What `GenServer.call` takes: the requests of a protocol. */
export type CallOf<P extends Protocol> = Part<P, 'call'>;
/** What `GenServer.cast` takes: the casts of a protocol. */
export type CastOf<P extends Protocol> = Part<P, 'cast'>;
/** What a callback may continue with. */
export type ContinueOf<P extends Protocol> = Part<P, 'continue'>;

/** No message arrived within the time that a callback asked for. Source: gen_server timeouts. */
export type Timeout = Readonly<Record<'type', 'timeout'>>;

/** The result of a task that its owner did not await. Source: Elixir Task, `{ref, result}`. */
export interface TaskReply extends Record<'type', 'task_reply'> {
  /** `task.ref` of the task. */
  readonly ref: TaskRef;
  /** What the task computed. */
  readonly value: unknown;
}

/** Everything that can arrive as info: what the protocol declares, and what the runtime sends. */
export type InfoOf<P extends Protocol> = Part<P, 'info'> | Down | Exit | Timeout | TaskReply;

type RequestNamed<P extends Protocol, Name> = Extract<CallOf<P>, { readonly type: Name }>;

/** The reply to one request of a protocol, found by the request's `type`. */
export type ReplyTo<P extends Protocol, R extends { readonly type: string }> =
  RequestNamed<P, R['type']> extends { readonly [replyBrand]?: infer Reply } ? Reply : never;

/** Any reply of a protocol. */
export type ReplyOf<P extends Protocol> =
  CallOf<P> extends infer R ? (R extends { readonly type: string } ? ReplyTo<P, R> : never) : never;
