/** A server without a will of its own: every message brings along what is to be done with it. */
import {
  type ActorSystem,
  type CallReturn,
  type ExitReason,
  type From,
  GenServer,
  type GenServerCallbacks,
  type HandlerReturn,
  type InfoOf,
  type InitReturn,
  noreply,
  ok,
  type Parent,
  type Pid,
  type Request,
  reply,
  type ServerContext,
  type ServerRef,
} from '@holdfast/actors';

type Eventually<T> = T | Promise<T>;

export type PuppetContext = ServerContext<Puppet>;
export type Handler = (state: unknown, context: PuppetContext) => Eventually<Handled>;
export type Handled = HandlerReturn<unknown, Puppet>;
export type CallHandler = (
  from: From<unknown>,
  state: unknown,
  context: PuppetContext,
) => Eventually<CallReturn<unknown, Puppet>>;

interface Do {
  readonly type: 'do';
  readonly run: Handler;
}

/** What a puppet understands. A `note` only goes into `seen`. */
export interface Puppet {
  readonly call: Request<{ readonly type: 'ask'; readonly run: CallHandler }, unknown>;
  readonly cast: Do;
  readonly info: Do | { readonly type: 'note'; readonly text: string };
  readonly continue: Do;
}

export interface PuppetParts {
  readonly init?: (context: PuppetContext) => Eventually<InitReturn<unknown, Puppet>>;
  readonly terminate?: (
    reason: ExitReason,
    state: unknown,
    context: PuppetContext,
  ) => Eventually<void>;
  readonly trapExit?: boolean;
  /** Told of every info that brings nothing to do: notes, DOWN, EXIT, timeout. */
  readonly seen?: InfoOf<Puppet>[];
}

export type PuppetPid = Pid<Puppet>;
/** The pid or the name of a puppet. */
export type PuppetRef = ServerRef<Puppet>;
export type PuppetOptions = GenServer.StartOptions<Puppet>;

function puppet(parts: PuppetParts = {}): GenServerCallbacks<void, unknown, Puppet> {
  return {
    init(_args, context) {
      if (parts.trapExit === true) context.trapExit(true);
      return parts.init === undefined ? ok('initial') : parts.init(context);
    },
    handleCall: ({ run }, from, state, context) => run(from, state, context),
    handleCast: ({ run }, state, context) => run(state, context),
    handleContinue: ({ run }, state, context) => run(state, context),
    handleInfo(message, state, context) {
      if (message.type === 'do') return message.run(state, context);
      parts.seen?.push(message);
      return noreply(state);
    },
    terminate: (reason, state, context) => parts.terminate?.(reason, state, context),
  };
}

export function startPuppet(
  system: ActorSystem,
  parts?: PuppetParts,
  options?: PuppetOptions,
): Promise<PuppetPid> {
  return GenServer.start(system, puppet(parts), undefined, options);
}

export function linkPuppet(
  parent: Parent,
  parts?: PuppetParts,
  options?: PuppetOptions,
): Promise<PuppetPid> {
  return GenServer.startLink(parent, puppet(parts), undefined, options);
}

/** Has `parent` start a puppet linked to itself; rejects as its `startLink` does. */
export async function startChild(
  parent: PuppetPid,
  parts?: PuppetParts,
  options?: PuppetOptions,
): Promise<PuppetPid> {
  const started = await ask(parent, (context) =>
    linkPuppet(context, parts, options).then(
      (pid) => ({ pid }),
      (error: unknown) => ({ error }),
    ),
  );
  if ('error' in started) throw started.error;
  return started.pid;
}

/** Runs `work` inside the server and answers what it returns. */
export function ask<T>(
  server: PuppetRef,
  work: (context: PuppetContext, state: unknown) => Eventually<T>,
  options?: GenServer.CallOptions,
): Promise<T> {
  const run: CallHandler = (_from, state, context) => {
    const result = work(context, state);
    if (!(result instanceof Promise)) return reply(result, state);
    return result.then((value) => reply(value, state));
  };
  return request(server, run, options) as Promise<T>;
}

/** A call whose handler is `run`. */
export function request(
  server: PuppetRef,
  run: CallHandler,
  options?: GenServer.CallOptions,
): Promise<unknown> {
  return GenServer.call(server, { type: 'ask', run }, options);
}

/** A cast whose handler is `run`. */
export function tell(server: PuppetRef, run: Handler): void {
  GenServer.cast(server, act(run));
}

/** A message that a puppet obeys as a cast, an info or a continue. */
export function act(run: Handler): Do {
  return { type: 'do', run };
}

/** A message that does `work` and changes nothing. */
export function note(work: () => void): Do {
  return act((state) => {
    work();
    return noreply(state);
  });
}
