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
      case 'call':
      case 'stop_self':
        return this.ask(action);
      case 'reply_from_other':
        return this.replyFromOther(action[1], action[2]);
      case 'set':
        this.change({ v: action[1] });
        break;
      case 'add':
        this.change({ v: (this.state.v as number) + (action[1] as number) });
        break;
      case 'send_self':
        GenServer.send(context.self, scripted({ tag: action[1] }));
        break;
      case 'cast_self':
        GenServer.cast(context.self, scripted({ tag: action[1] }));
        break;
      case 'trap_exit':
        context.trapExit(action[1]);
        break;
      case 'raise':
        throw new Error(action[1]);
      case 'exit':
        return exitWith(action[1]);
      case 'monitor':
      case 'link':
      case 'unlink':
        this.hold(action[0], action[1]);
        break;
      case 'send_after':
        this.sendAfter(action[1], action[2]);
        break;
      case 'cancel_timer':
        this.cancelTimer(action[1]);
        break;
      case 'save_from':
        this.saveFrom(action[1]);
        break;
      case 'reply':
        GenServer.reply(this.fromOf(action[1]), action[2]);
        break;
    }
    return undefined;
  }

  private hold(how: 'monitor' | 'link' | 'unlink', id: string): void {
    const other = serverOf(this.state.home, id);
    if (other === undefined) throw new Error(`nobody to ${how}: ${id}`);
    this.context[how](other);
  }

  private sendAfter(ms: number, tag: string): void {
    const timer = this.context.sendAfter(ms, scripted({ tag }));
    this.change({ timers: new Map(this.state.timers).set(tag, timer) });
  }

  private cancelTimer(tag: string): void {
    const timer = this.state.timers.get(tag);
    const left = timer !== undefined && cancelTimer(timer) !== false;
    this.note({ cancel_timer: left && 'ms' });
  }

  private saveFrom(key: string): void {
    this.change({ froms: new Map(this.state.froms).set(key, this.fromOf('self')) });
  }

  private async replyFromOther(key: string, value: Json): Promise<void> {
    const from = this.fromOf(key);
    await exited(spawn(this.context.system, () => GenServer.reply(from, value)));
  }

  private fromOf(key: string): From<Json> {
    const from = key === 'self' ? this.from : this.state.froms.get(key);
    if (from === undefined) throw new Error(`nobody to answer: ${key}`);
    return from;
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

  private note(v: Json): void {
    this.state.home.recorder.event(this.context.self, { e: 'note', v });
  }

  private change(change: Partial<ServerState>): void {
    this.state = { ...this.state, ...change };
  }
}
