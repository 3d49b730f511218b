/** The cast of a scenario of kind `gen_server`, and what clients do to servers in it. */
import type { Random } from '../random.ts';
import { type Fields, type Json, reason, type Scenario, signal } from '../scenario.ts';
import { type Nexts, Requests, type Temper } from './requests.ts';

/** Shorter than anything that goes on meanwhile. */
export const SHORT_MS = 60;

export class Play {
  readonly random: Random;
  readonly requests: Requests;
  readonly clients: readonly { readonly id: string; readonly trap_exit: boolean }[];
  private readonly monitors = new Map<string, string>();

  constructor(random: Random, traps?: readonly boolean[], nexts: Nexts = 'all') {
    this.random = random;
    this.requests = new Requests(random, nexts);
    const some = random.times(random.int(2, 3), () => random.chance(0.5));
    this.clients = (traps ?? some).map((trap_exit, index) => ({ id: `c${index + 1}`, trap_exit }));
  }

  scenario(theme: string, ops: readonly (Fields | undefined)[]): Scenario {
    return { theme, clients: this.clients, ops: ops.filter((op) => op !== undefined) };
  }

  by(): string {
    return this.random.pick(this.clients).id;
  }

  start(server: string, more: Fields = {}): Fields {
    const { random } = this;
    const trap = random.weighted<Fields>([
      [1, {}],
      [1, { trap_exit: false }],
      [2, { trap_exit: true }],
    ]);
    const link = random.chance(0.3) && { link: true };
    return { op: 'start', by: this.by(), server, state: 0, ...trap, ...link, ...more };
  }

  call(to: Fields, temper: Temper): Fields {
    const req = this.requests.any('call', temper);
    const peek = this.random.chance(0.1) && { peek: true };
    return { op: 'call', by: this.by(), req, ...to, ...peek };
  }

  /** A call to which nobody answers. */
  vainCall(to: Fields): Fields {
    const req = this.requests.request([['add', 1]], { k: 'noreply' });
    return { op: 'call', by: this.by(), req, timeout: SHORT_MS, ...to };
  }

  post(to: Fields, temper: Temper): Fields {
    const op = this.random.pick(['cast', 'info'] as const);
    return { op, by: this.by(), req: this.requests.any(op, temper), ...to };
  }

  /**
   * Several messages in a row. The last one may end the server, and then the client must not be
   * linked to it: whether it learns of the end in the middle of this is a matter of chance.
   */
  burst(to: Fields, temper: Temper): Fields {
    const items = this.random.times(this.random.int(3, 7), (): Json => this.item('calm'));
    return { op: 'burst', by: this.by(), items: [...items, this.item(temper)], ...to };
  }

  stop(to: Fields): Fields {
    const why = this.random.chance(0.7) && { reason: reason(this.random) };
    const timeout = this.random.chance(0.3) && { timeout: 2000 };
    return { op: 'stop', by: this.by(), ...to, ...why, ...timeout };
  }

  exit(to: Fields, why: Json = signal(this.random)): Fields {
    return { op: 'exit', by: this.by(), reason: why, ...to };
  }

  /** Ends a server that still lives, in any way. */
  end(to: Fields): Fields {
    return this.random.weighted([
      [2, () => this.stop(to)],
      [2, () => this.exit(to)],
      [2, () => this.lastPost(to)],
      [1, () => this.sys(to, 'terminate', reason(this.random))],
    ])();
  }

  /** A message whose handler does not survive it. */
  lastPost(to: Fields): Fields {
    const { random, requests } = this;
    const op = random.pick(['cast', 'info'] as const);
    const req = random.weighted([
      [1, () => requests.request([['raise', 'oops']])],
      [1, () => requests.request([['exit', reason(random)]])],
      [1, () => requests.request([], { k: 'stop', reason: reason(random) })],
      [1, () => requests.request([], { k: 'bad', v: 'weird' })],
    ])();
    return { op, by: this.by(), req, ...to };
  }

  monitor(to: Fields): Fields {
    const by = this.by();
    const ref = `m${this.monitors.size + 1}`;
    this.monitors.set(ref, by);
    return { op: 'monitor', by, ref, ...to };
  }

  demonitor(): Fields | undefined {
    if (this.monitors.size === 0) return undefined;
    const [ref, by] = this.random.pick([...this.monitors]);
    this.monitors.delete(ref);
    return { op: 'demonitor', by, ref };
  }

  /** Only a client that traps exits may link to a server that may be dead. */
  hold(to: Fields): Fields | undefined {
    const trapping = this.clients.filter(({ trap_exit }) => trap_exit);
    if (trapping.length === 0) return undefined;
    const op = this.random.pick(['link', 'link', 'unlink'] as const);
    return { op, by: this.random.pick(trapping).id, ...to };
  }

  sys(to: Fields, cmd: string, arg?: Json): Fields {
    return { op: 'sys', by: this.by(), cmd, ...to, ...(arg !== undefined && { arg }) };
  }

  quit(by = this.by()): Fields {
    const how = this.random.pick(['exit', 'exit', 'return'] as const);
    const why = how === 'exit' && { reason: reason(this.random) };
    return { op: 'client_quit', by, how, ...why };
  }

  private item(temper: Temper): Json {
    const kind = this.random.pick(['cast', 'info', 'call'] as const);
    return [kind, this.requests.any(kind, temper)];
  }
}
