/** Scenarios of kind `process`: links, monitors, signals and timers between plain processes. */
import type { Random } from './random.ts';
import { type Fields, type Scenario, signal, type Themes } from './scenario.ts';
import { Timers } from './timers.ts';

type Op = (play: Play) => Fields | undefined;
type Weights = Readonly<Record<string, number>>;

const MANY_LINKS: Weights = { link: 8, unlink: 1.5, exit: 4, finish: 3, trap: 2, monitor: 3 };
const MANY_MONITORS: Weights = { monitor: 6, demonitor: 4, monitor_flush: 3, exit: 3, finish: 2 };
const MANY_TIMERS: Weights = { send_after: 6, cancel_timer: 4, read_timer: 4, sleep: 3, exit: 1 };
const EVERYTHING: Weights = {
  link: 4,
  unlink: 2,
  monitor: 3,
  demonitor: 2,
  monitor_flush: 1,
  exit: 3,
  finish: 1.5,
  trap: 2,
  send: 2,
  send_after: 1,
  cancel_timer: 0.5,
  read_timer: 0.5,
  sleep: 0.3,
};

export const processThemes: Themes = {
  links: (random) => make(random, 'links', MANY_LINKS),
  monitors: (random) => make(random, 'monitors', { ...MANY_MONITORS, link: 1, trap: 1 }),
  timers: (random) => make(random, 'timers', { ...MANY_TIMERS, finish: 1, send: 1 }),
  mix: (random) => make(random, 'mix', EVERYTHING),
};

function make(random: Random, theme: string, weights: Weights): Scenario {
  const ids = random.times(random.int(3, 6), (index) => `p${index + 1}`);
  const procs = ids.map((id) => ({ id, trap_exit: random.chance(0.4) }));
  const play = new Play(random, ids);
  const chain = random.chance(0.5) ? play.chain() : [];
  const choices = Object.entries(weights).map(([op, weight]) => [weight, op] as const);
  const ops = random.times(random.int(8, 22), () => OPS[random.weighted(choices)]?.(play));
  return { theme, procs, ops: [...chain, ...ops.filter((op) => op !== undefined)] };
}

/** The names in use so far, and how late it is. */
class Play {
  readonly random: Random;
  readonly timers: Timers;
  private readonly ids: readonly string[];
  private readonly monitors = new Map<string, string>();
  private readonly gone = new Set<string>();
  private messages = 0;

  constructor(random: Random, ids: readonly string[]) {
    this.random = random;
    this.ids = ids;
    this.timers = new Timers(random);
  }

  /** Seldom one that has ended for certain. */
  one(): string {
    const left = this.ids.filter((id) => !this.gone.has(id));
    const all = left.length === 0 || this.random.chance(0.15);
    return this.random.pick(all ? this.ids : left);
  }

  ends(id: string): string {
    this.gone.add(id);
    return id;
  }

  message(): string {
    this.messages += 1;
    return `x${this.messages}`;
  }

  /** Somebody and, sometimes, the same one again. */
  between(): { by: string; to: string } {
    return { by: this.one(), to: this.one() };
  }

  newMonitor(by: string): string {
    const ref = `m${this.monitors.size + 1}`;
    this.monitors.set(ref, by);
    return ref;
  }

  /** One of somebody's own monitors, or a name that stands for none. */
  someMonitor(): { by: string; ref: string } {
    const known = [...this.monitors];
    if (known.length === 0 || this.random.chance(0.1)) return { by: this.one(), ref: 'none' };
    const [ref, by] = this.random.pick(known);
    return { by, ref };
  }

  /** Everybody linked to the next. */
  chain(): Fields[] {
    return this.ids.slice(1).map((to, index) => ({ op: 'link', by: this.ids[index] ?? to, to }));
  }
}

const OPS: Readonly<Record<string, Op>> = {
  link: (play) => ({ op: 'link', ...play.between() }),
  unlink: (play) => ({ op: 'unlink', ...play.between() }),
  monitor(play) {
    const { by, to } = play.between();
    return { op: 'monitor', by, to, ref: play.newMonitor(by) };
  },
  demonitor: (play) => ({
    op: 'demonitor',
    ...play.someMonitor(),
    flush: play.random.chance(0.5),
  }),
  monitor_flush: (play) => ({
    op: 'monitor_flush',
    ...play.between(),
    flush: play.random.chance(0.5),
  }),
  exit(play) {
    const { by, to } = play.between();
    const why = signal(play.random);
    if (why === 'kill') play.ends(to);
    return { op: 'exit', by, to, reason: why };
  },
  finish(play) {
    const by = play.ends(play.one());
    const how = play.random.pick(['exit', 'exit', 'raise', 'return'] as const);
    if (how === 'return') return { op: 'finish', by, how };
    if (how === 'raise') return { op: 'finish', by, how, msg: 'oops' };
    return { op: 'finish', by, how, reason: signal(play.random) };
  },
  trap: (play) => ({ op: 'trap', by: play.one(), on: play.random.chance(0.5) }),
  send: (play) => ({ op: 'send', ...play.between(), msg: play.message() }),
  send_after(play) {
    const { ref, ms } = play.timers.start();
    return { op: 'send_after', ...play.between(), ms, msg: play.message(), ref };
  },
  cancel_timer: (play) => ({ op: 'cancel_timer', by: play.one(), ref: play.timers.some() }),
  read_timer: (play) => ({ op: 'read_timer', by: play.one(), ref: play.timers.some() }),
  sleep: (play) => play.timers.sleep(),
};
