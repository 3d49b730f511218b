import type { Random } from '../random.ts';
import { type Fields, type Json, reason, type Scenario, signal } from '../scenario.ts';

export type Choices = readonly (readonly [number, () => Fields | undefined])[];
type StopsOddly = 'plainly' | 'oddly';

/** A supervisor whose children are started one by one. */
export class Play {
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
