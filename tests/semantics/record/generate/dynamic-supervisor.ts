/** Scenarios of kind `dynamic_supervisor`. */
import type { Random } from './random.ts';
import { type Fields, type Json, reason, type Scenario, signal, type Themes } from './scenario.ts';

type Choices = readonly (readonly [number, () => Fields | undefined])[];
type StopsOddly = 'plainly' | 'oddly';

/** A supervisor whose children are started one by one. */
class Play {
  readonly random: Random;
  private readonly stops: StopsOddly;
  private readonly ids: string[] = [];
  private readonly stuck = new Set<string>();

  constructor(random: Random, stops: StopsOddly = 'plainly') {
    this.random = random;
    this.stops = stops;
  }

  scenario(theme: string, limits: Fields, ops: readonly (Fields | undefined)[]): Scenario {
    const tree = { id: 'root', extra: 'x', max_seconds: 3600, ...limits };
    return { theme, tree, ops: ops.filter((op) => op !== undefined) };
  }

  child(): string {
    if (this.ids.length === 0 || this.random.chance(0.05)) return 'never_started';
    return this.random.pick(this.ids);
  }

  endable(): string {
    const id = this.child();
    return this.stuck.has(id) ? 'never_started' : id;
  }

  start(more: Fields = {}): Fields {
    const { random, ids } = this;
    const again = random.chance(0.1) && ids.length > 0;
    const id = again ? random.pick(ids) : `k${ids.length + 1}`;
    if (!again) ids.push(id);
    const restart = random.pick(['permanent', 'permanent', 'transient', 'temporary']);
    const trap_exit = random.chance(0.75);
    const spec = { id, restart, trap_exit, ...this.stop(id), ...more };
    return { op: 'start_child', spec };
  }

  usual(): Choices {
    const { random } = this;
    return [
      [6, () => this.start()],
      [4, () => ({ op: 'crash', id: this.endable(), ...this.ending() })],
      [3, () => ({ op: 'exit', id: this.endable(), reason: signal(random) })],
      [3, () => ({ op: 'terminate_child', id: this.child() })],
      [2, () => ({ op: 'stop', id: this.endable(), reason: reason(random) })],
      [2, () => ({ op: random.pick(['which_children', 'count_children']) })],
      [1, () => ({ op: 'info', id: random.pick(['root', this.child()]) })],
      [1, () => ({ op: 'start_child', spec: { raw: this.oddField() } })],
    ];
  }

  ending(): Fields {
    return this.random.pick<() => Fields>([
      () => ({ reason: reason(this.random) }),
      () => ({ exit: reason(this.random) }),
      () => ({ raise: 'oops' }),
    ])();
  }

  finale(): Fields {
    return this.random.weighted<Fields>([
      [3, { op: 'stop', id: 'root', reason: reason(this.random) }],
      [1, { op: 'parent_exit', reason: reason(this.random) }],
      [1, { op: 'exit', id: 'root', reason: this.signalToRoot() }],
    ]);
  }

  /** Children that nobody but their supervisor can stop would outlive it. */
  private signalToRoot(): Json {
    return this.stuck.size === 0 ? signal(this.random) : reason(this.random);
  }

  failures(): Json[] {
    return this.random.times(this.random.int(1, 3), () =>
      this.random.pick<Json>([
        { stop: 'nope' },
        { stop: reason(this.random) },
        { exit: 'nope' },
        { raise: 'nope' },
        { bad: 'weird' },
        'ignore',
      ]),
    );
  }

  private stop(id: string): Fields {
    if (this.stops === 'plainly') {
      return this.random.pick<Fields>([
        {},
        { shutdown: 3000 },
        { shutdown: 'infinity' },
        { shutdown: 'brutal_kill' },
      ]);
    }
    const stuck = this.random.chance(0.25);
    if (stuck) {
      this.stuck.add(id);
      return { shutdown: 60, terminate: ['sleep', 'infinity'] };
    }
    return this.random.pick<Fields>([
      { terminate: ['sleep', 50] },
      { terminate: ['raise', 'in terminate'] },
      { terminate: ['exit', reason(this.random)] },
    ]);
  }

  private oddField(): Fields {
    return this.random.pick<Fields>([
      { omit: ['id'] },
      { omit: ['start'] },
      { restart: 'never' },
      { type: 'supervisor' },
      { shutdown: -5 },
      { shutdown: 'soon' },
      { shutdown: 'infinity' },
      { modules: 'none' },
      { modules: ['none'] },
    ]);
  }
}

function talk(play: Play, most: number, more: Choices = []): (Fields | undefined)[] {
  const choices = [...play.usual(), ...more];
  return play.random.times(play.random.int(6, most), () => play.random.weighted(choices)());
}

function dyn(random: Random): Scenario {
  const play = new Play(random);
  const limits = {
    max_restarts: 20,
    ...(random.chance(0.5) && { max_children: random.int(1, 4) }),
  };
  return play.scenario('dyn', limits, [play.start(), ...talk(play, 16), play.finale()]);
}

function dynlimit(random: Random): Scenario {
  const play = new Play(random);
  const ops = [play.start(), play.start(), ...talk(play, 12)];
  return play.scenario('dynlimit', { max_restarts: random.int(0, 3) }, ops);
}

function dynfail(random: Random): Scenario {
  const play = new Play(random);
  const more: Choices = [
    [4, () => ({ op: 'set_init', id: play.child(), init: play.failures() })],
    [2, () => play.start({ init: play.failures() })],
    [4, () => ({ op: 'crash', id: play.endable(), raise: 'oops' })],
  ];
  const ops = [play.start(), play.start(), ...talk(play, 14, more), play.finale()];
  return play.scenario('dynfail', { max_restarts: random.pick([3, 8]) }, ops);
}

function dynshutdown(random: Random): Scenario {
  const play = new Play(random, 'oddly');
  const ops = [play.start(), play.start(), play.start(), ...talk(play, 10), play.finale()];
  return play.scenario('dynshutdown', { max_restarts: 5 }, ops);
}

/** Requests that arrive while a restart fails. */
function dynqueued(random: Random): Scenario {
  const play = new Play(random);
  const starts = random.times(random.int(1, 3), () => play.start({ restart: 'permanent' }));
  const request = (): Fields =>
    random.weighted<() => Fields>([
      [2, () => ({ op: 'which_children' })],
      [2, () => ({ op: 'count_children' })],
      [2, () => ({ op: 'terminate_child', id: random.pick(['k1', play.child()]) })],
      [1, () => ({ op: 'start_child', spec: { id: 'new', trap_exit: true } })],
    ])();
  const failure = random.pick<Json>([{ stop: 'nope' }, { exit: 'nope' }, { raise: 'nope' }]);
  const crash = {
    op: 'crash_queued',
    id: 'k1',
    init: [{ gate: failure }, ...random.some<Json>([{ stop: 'nope' }, 'ok'])],
    queue: random.times(random.int(2, 5), request),
    raise: 'oops',
  };
  const ops = [...starts, crash, ...talk(play, 8), play.finale()];
  return play.scenario('dynqueued', { max_restarts: 20 }, ops);
}

export const dynamicSupervisorThemes: Themes = { dyn, dynlimit, dynfail, dynshutdown, dynqueued };
