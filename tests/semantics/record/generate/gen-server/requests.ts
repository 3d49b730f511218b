/** What servers are asked to do and to return. */
import type { Random } from '../random.ts';
import { type Fields, type Json, reason } from '../scenario.ts';

export type Kind = 'call' | 'cast' | 'info' | 'continue';

type Action = readonly Json[];

/** How wild a request may be: `calm` ones leave the server alive. */
export type Temper = 'calm' | 'wild';

/** What may stand last in a return. */
export type Nexts = 'all' | 'all but hibernate';

/** Makes requests, each with a tag of its own. */
export class Requests {
  private readonly random: Random;
  private readonly nexts: Nexts;
  private tags = 0;

  constructor(random: Random, nexts: Nexts) {
    this.random = random;
    this.nexts = nexts;
  }

  tag(): string {
    this.tags += 1;
    return `t${this.tags}`;
  }

  /** A request that answers, if it is a call and the server survives it. */
  any(kind: Kind, temper: Temper): Fields {
    const wild = temper === 'wild';
    const actions = this.random.times(this.random.int(0, 3), () => this.action());
    if (wild && this.random.chance(0.15)) actions.push(this.lastAction());
    return this.request(actions, this.ret(kind, temper));
  }

  request(actions: readonly Action[], ret?: Json): Fields {
    return {
      tag: this.tag(),
      ...(actions.length > 0 && { do: actions }),
      ...(ret !== undefined && { ret }),
    };
  }

  /** What may follow at once: time-outs far away are forgotten when the next message comes. */
  next(depth = 0): Json {
    return this.random.weighted<() => Json>([
      [this.nexts === 'all' ? 2 : 0, () => 'hibernate'],
      [2, () => ({ timeout: 90_000 })],
      [2, () => ({ timeout: 0 })],
      [depth < 3 ? 4 : 0, () => ({ continue: this.continued(depth + 1) })],
    ])();
  }

  private continued(depth: number): Fields {
    const actions = this.random.times(this.random.int(0, 2), () => this.action());
    const next = this.random.chance(0.3) && { next: this.next(depth) };
    return this.request(actions, { k: 'noreply', ...next });
  }

  private action(): Action {
    return this.random.weighted<() => Action>([
      [5, () => ['add', this.random.int(1, 5)]],
      [2, () => ['set', this.random.int(10, 40)]],
      [2, () => ['send_self', this.tag()]],
      [2, () => ['cast_self', this.tag()]],
      [1, () => ['trap_exit', this.random.chance(0.5)]],
      [0.7, () => ['send_after', 90_000, this.random.pick(['tick', 'tock'])]],
      [0.7, () => ['cancel_timer', this.random.pick(['tick', 'tock'])]],
      [0.5, () => ['sleep', this.random.pick([50, 80])]],
    ])();
  }

  private lastAction(): Action {
    return this.random.chance(0.5) ? ['raise', 'oops'] : ['exit', reason(this.random)];
  }

  private ret(kind: Kind, temper: Temper): Json | undefined {
    const next = (): object => (this.random.chance(0.25) ? { next: this.next() } : {});
    const wild = temper === 'wild' ? 1 : 0;
    const call = kind === 'call' ? 1 : 0;
    return this.random.weighted<() => Json | undefined>([
      [2, () => undefined],
      [3 * call, () => ({ k: 'reply', v: this.value(), ...next() })],
      [3 * call, () => ({ k: 'reply_state', ...next() })],
      [3 * (1 - call), () => ({ k: 'noreply', ...next() })],
      [wild * call, () => ({ k: 'stop_reply', reason: reason(this.random), v: 'bye' })],
      [wild, () => ({ k: 'stop', reason: reason(this.random) })],
      [wild * 0.5, () => ({ k: 'bad', v: this.random.pick<Json>(['weird', 42]) })],
    ])();
  }

  private value(): Json {
    return this.random.pick<Json>(['x', 0, 7, false, null, ['a', 1], '']);
  }
}
