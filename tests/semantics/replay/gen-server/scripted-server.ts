import {
  type CallReturn,
  type From,
  type GenServerCallbacks,
  type HandlerReturn,
  type InfoOf,
  type InitReturn,
  ignore,
  type Next,
  noreply,
  ok,
  reply,
  type ServerContext,
  send,
  stop,
  stopReply,
} from '@holdfast/actors';
import { atTheEnd } from '../ending.ts';
import type { Json, JsonObject } from '../json.ts';
import { pause } from '../pause.ts';
import { type Labels, pidForm, reasonForm, tuple } from '../values.ts';
import type { GivenNext, Ret, Script } from './scenario.ts';
import { ScriptRun } from './script-run.ts';
import {
  type Scripted,
  type ServerArgs,
  type ServerProtocol,
  type ServerState,
  scripted,
  type Unexpected,
} from './server-protocol.ts';

type Context = ServerContext<ServerProtocol>;
type Returned =
  | InitReturn<ServerState, ServerProtocol>
  | CallReturn<ServerState, ServerProtocol>
  | HandlerReturn<ServerState, ServerProtocol>;
type Callbacks = GenServerCallbacks<ServerArgs, ServerState, ServerProtocol>;

/** The server of the scenarios: it logs what it is given, and does what that says. */
export const scriptedServer: Callbacks = {
  name: 'scripted',

  init(args, context) {
    const { spec, home } = args;
    context.trapExit(spec.trap_exit ?? false);
    home.recorder.born(spec.server, context.self);
    home.recorder.event(context.self, { e: 'init' });
    const state = { ...args, v: spec.state ?? null, froms: new Map(), timers: new Map() };
    return obey(spec.init ?? {}, { k: 'ok' }, state, context);
  },

  handleCall: (message, from, state, context) =>
    handle('call', message, state, context, { k: 'reply', v: 'ok' }, from),

  handleCast: (message, state, context) => handle('cast', message, state, context),

  handleContinue: (message, state, context) => handle('continue', message, state, context),

  handleInfo(message, state, context) {
    if (message.type === 'scripted') return handle('info', message, state, context);
    const { recorder } = state.home;
    recorder.event(context.self, { e: 'info', m: infoForm(message, recorder) });
    return noreply(state);
  },

  async terminate(reason, { home, spec: { terminate } }, context) {
    home.recorder.event(context.self, { e: 'terminate', r: reasonForm(reason, home.recorder) });
    if (terminate?.[0] !== 'tell') return atTheEnd(terminate, context);
    const [, client, value, ms] = terminate;
    await pause(ms, context);
    send(home.clientOf(client), { type: 'plain', value });
  },
};

/** A server that leaves everything but its start to the runtime. */
export const bareServer: Callbacks = {
  name: 'bare',
  init: (args, context) => scriptedServer.init(args, context),
};

/** What a callback returns is checked by the runtime: a scenario may return anything anywhere. */
function handle(
  kind: 'call' | 'cast' | 'info' | 'continue',
  message: Scripted | Unexpected,
  state: ServerState,
  context: Context,
  otherwise: Ret = { k: 'noreply' },
  from?: From<Json>,
): never {
  if (message.type === 'unexpected') throw new Error('for bare servers only');
  const { script } = message;
  const event: JsonObject = { e: kind, ...(script.tag !== undefined && { tag: script.tag }) };
  state.home.recorder.event(context.self, event);
  return obey(script, otherwise, state, context, from);
}

function obey(
  script: Script,
  otherwise: Ret,
  state: ServerState,
  context: Context,
  from?: From<Json>,
): never {
  const run = new ScriptRun(state, context, from);
  const finish = (): Returned => returned(script.ret ?? otherwise, run.state);
  const waiting = run.perform(script);
  return (waiting === undefined ? finish() : waiting.then(finish)) as never;
}

function returned(ret: Ret, state: ServerState): Returned {
  switch (ret.k) {
    case 'ok':
      return ok(state, nextOf(ret.next));
    case 'ignore':
      return ignore();
    case 'reply':
      return reply(ret.v ?? null, state, nextOf(ret.next));
    case 'reply_state':
      return reply(state.v, state, nextOf(ret.next));
    case 'noreply':
      return noreply(state, nextOf(ret.next));
    case 'stop':
      return stop(ret.reason, state);
    case 'stop_reply':
      return stopReply(ret.reason, ret.v ?? null, state);
    case 'bad':
      return ret.v as never;
  }
}

function nextOf(next: GivenNext | undefined): Next<ServerProtocol> | undefined {
  if (typeof next !== 'object' || !('continue' in next)) return next;
  return { continue: scripted(next.continue) };
}

function infoForm(message: InfoOf<ServerProtocol>, labels: Labels): Json {
  switch (message.type) {
    case 'timeout':
      return 'timeout';
    case 'EXIT':
      return tuple('EXIT', pidForm(message.pid, labels), reasonForm(message.reason, labels));
    case 'DOWN': {
      const { pid, reason } = message;
      return tuple('DOWN', 'ref', 'process', pidForm(pid, labels), reasonForm(reason, labels));
    }
    default:
      throw new Error(`no server gets this: ${message.type}`);
  }
}
