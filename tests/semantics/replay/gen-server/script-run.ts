import {
  cancelTimer,
  exited,
  exitWith,
  type From,
  GenServer,
  type ServerContext,
  spawn,
} from '@holdfast/actors';
import { whileAlive } from '../client.ts';
import type { Json } from '../json.ts';
import { pause } from '../pause.ts';
import { exitForm } from '../values.ts';
import type { Action, Script } from './scenario.ts';
import { type ServerProtocol, type ServerState, scripted, serverOf } from './server-protocol.ts';

type Context = ServerContext<ServerProtocol>;

/** One script on its way through its actions. Only what has to be waited for is waited for. */
export class ScriptRun {
  private readonly context: Context;
  private readonly from: From<Json> | undefined;
  /** As the actions so far have left it. */
  state: ServerState;

  constructor(state: ServerState, context: Context, from?: From<Json>) {
    this.state = state;
    this.context = context;
    this.from = from;
  }

  perform({ do: actions = [] }: Script): Promise<void> | undefined {
    for (const [index, action] of actions.entries()) {
      const waiting = this.act(action);
      if (waiting !== undefined) {
        return waiting.then(() => this.perform({ do: actions.slice(index + 1) }));
      }
    }
    return undefined;
  }

  private act(action: Action): Promise<void> | undefined {
    const { context } = this;
    switch (action[0]) {
      case 'sleep':
        return pause(action[1], context);
      case 'set':
        return this.change({ v: action[1] });
      case 'add':
        return this.change({ v: (this.state.v as number) + (action[1] as number) });
      case 'send_self':
        GenServer.send(context.self, scripted({ tag: action[1] }));
        return undefined;
      case 'cast_self':
        GenServer.cast(context.self, scripted({ tag: action[1] }));
        return undefined;
      case 'trap_exit':
        context.trapExit(action[1]);
        return undefined;
      case 'raise':
        throw new Error(action[1]);
      case 'exit':
        return exitWith(action[1]);
      case 'monitor':
      case 'link':
      case 'unlink':
        return this.hold(action[0], action[1]);
      case 'call':
      case 'stop_self':
        return this.ask(action);
      case 'send_after':
      case 'cancel_timer':
        return this.useTimer(action);
      case 'save_from':
      case 'reply':
      case 'reply_from_other':
        return this.useFrom(action);
    }
  }

  private hold(how: 'monitor' | 'link' | 'unlink', id: string): undefined {
    const other = serverOf(this.state.home, id);
    if (other === undefined) throw new Error(`nobody to ${how}: ${id}`);
    this.context[how](other);
  }

  private useTimer(
    action: Extract<Action, readonly ['send_after' | 'cancel_timer', ...unknown[]]>,
  ) {
    const { timers } = this.state;
    if (action[0] === 'send_after') {
      const [, ms, tag] = action;
      const timer = this.context.sendAfter(ms, scripted({ tag }));
      return this.change({ timers: new Map(timers).set(tag, timer) });
    }
    const timer = timers.get(action[1]);
    const left = timer !== undefined && cancelTimer(timer) !== false;
    return this.note({ cancel_timer: left && 'ms' });
  }

  private useFrom(
    action: Extract<Action, readonly ['save_from' | 'reply' | 'reply_from_other', ...unknown[]]>,
  ): Promise<void> | undefined {
    const { froms } = this.state;
    if (action[0] === 'save_from') {
      return this.from && this.change({ froms: new Map(froms).set(action[1], this.from) });
    }
    const [how, key, value] = action;
    const from = key === 'self' ? this.from : froms.get(key);
    if (from === undefined) throw new Error(`nobody to answer: ${key}`);
    if (how === 'reply') {
      GenServer.reply(from, value);
      return undefined;
    }
    const other = spawn(this.context.system, () => GenServer.reply(from, value));
    return exited(other).then(() => undefined);
  }

  /** A request from inside a handler. */
  private async ask(
    action: Extract<Action, readonly ['call' | 'stop_self', ...unknown[]]>,
  ): Promise<void> {
    const { self } = this.context;
    try {
      this.note({ reply: await whileAlive(self, this.answerTo(action)) });
    } catch (error) {
      this.note(exitForm(error, this.state.home.recorder));
    }
  }

  private async answerTo(
    action: Extract<Action, readonly ['call' | 'stop_self', ...unknown[]]>,
  ): Promise<Json> {
    const { context: caller } = this;
    if (action[0] === 'stop_self') {
      await GenServer.stop(caller.self, action[1], { caller });
      return 'ok';
    }
    const [, id, request, timeout] = action;
    const server = id === 'self' ? caller.self : serverOf(this.state.home, id);
    if (server === undefined) throw new Error(`nobody to call: ${id}`);
    return GenServer.call(server, scripted(request), { timeout, caller });
  }

  private note(v: Json): undefined {
    this.state.home.recorder.event(this.context.self, { e: 'note', v });
  }

  private change(change: Partial<ServerState>): undefined {
    this.state = { ...this.state, ...change };
  }
}
