/** A tree and what a driver does to it. */
import type { Random } from '../random.ts';
import { type Fields, type Json, reason, type Scenario, signal } from '../scenario.ts';
import { type Node, type Shape, Specs } from './specs.ts';

export class Play {
  readonly random: Random;
  readonly specs: Specs;
  readonly tree: Node;

  constructor(random: Random, shape: Shape) {
    this.random = random;
    this.specs = new Specs(random, shape);
    this.tree = this.specs.root();
  }

  scenario(theme: string, ops: readonly (Fields | undefined)[], tree: Node = this.tree): Scenario {
    return { theme, tree, ops: ops.filter((op) => op !== undefined) };
  }

  /** Any worker, or an id that there never was. */
  worker(): string {
    const ids = [...this.specs.workers.keys()];
    return ids.length === 0 || this.random.chance(0.03) ? 'none' : this.random.pick(ids);
  }

  /** A worker that can be told to end. */
  endable(): string {
    const id = this.worker();
    return this.specs.stuck.has(id) ? 'none' : id;
  }

  supervisor(): string {
    return this.random.pick([...this.specs.supervisors.keys()]);
  }

  /** A child of any kind, and whose it is. */
  child(): { id: string; sup?: string } {
    const { workers, supervisors } = this.specs;
    const below = [...supervisors].filter(([, parent]) => parent !== '');
    const [id, sup] = this.random.pick([...workers, ...below, ['none', 'root'] as const]);
    return { id, ...(sup !== 'root' && { sup }) };
  }

  crash(id = this.endable()): Fields {
    return { op: 'crash', id, ...this.ending() };
  }

  ending(): Fields {
    return this.random.weighted<() => Fields>([
      [3, () => ({ reason: reason(this.random) })],
      [1, () => ({ exit: reason(this.random) })],
      [2, () => ({ raise: 'oops' })],
    ])();
  }

  /** An ending after which a permanent or transient child is started again. */
  badEnding(): Fields {
    return this.random.pick<Fields>([{ raise: 'oops' }, { reason: 'boom' }, { exit: 'boom' }]);
  }

  exit(id = this.endable(), why: Json = signal(this.random)): Fields {
    return { op: 'exit', id, reason: why };
  }

  /**
   * The children of a supervisor that is killed die on their own, in no order; but some cannot.
   */
  exitOfSupervisor(id = this.supervisor()): Fields {
    const why = this.specs.stuck.size === 0 ? signal(this.random) : reason(this.random);
    return { op: 'exit', id, reason: why, ...(why === 'kill' && { unordered: true }) };
  }

  stop(id = this.random.chance(0.8) ? this.endable() : this.supervisor()): Fields {
    return { op: 'stop', id, reason: reason(this.random) };
  }

  /** A child with a new id, or one that is there already. */
  startChild(more: Fields = {}): Fields {
    const { specs, random } = this;
    if (random.chance(0.3) && specs.workers.size > 0) {
      const [id, sup] = random.pick([...specs.workers]);
      const spec = { ...specs.worker(id), ...more };
      return { op: 'start_child', spec, ...(sup !== 'root' && { sup }) };
    }
    const sup = random.chance(0.6) ? 'root' : this.supervisor();
    const spec = { ...specs.newWorker(sup), ...more };
    return { op: 'start_child', spec, ...(sup !== 'root' && { sup }) };
  }

  /** One of the requests about a child that is there. */
  childRequest(): Fields {
    const op = this.random.pick(['terminate_child', 'restart_child', 'delete_child'] as const);
    return { op, ...this.child() };
  }

  question(): Fields {
    const sup = this.supervisor();
    const op = this.random.pick(['which_children', 'count_children'] as const);
    return { op, ...(sup !== 'root' && { sup }) };
  }

  /** A start-up script whose first starts fail. */
  failures(most: number): Json[] {
    return this.random.times(this.random.int(1, most), () => this.failure());
  }

  /** A supervisor that stops in its init, or returns rubbish, is reported in words of Erlang's own. */
  failureOfSupervisor(): Json {
    return this.random.pick<Json>([{ exit: 'nope' }, { raise: 'nope' }, 'ignore']);
  }

  failure(): Json {
    return this.random.weighted<Json>([
      [2, { stop: 'nope' }],
      [1, { stop: reason(this.random) }],
      [2, { exit: 'nope' }],
      [2, { raise: 'nope' }],
      [1, { bad: 'weird' }],
      [1, 'ignore'],
    ]);
  }

  parentExit(): Fields {
    return { op: 'parent_exit', reason: reason(this.random) };
  }

  /** The end of the whole tree. */
  finale(): Fields {
    return this.random.weighted([
      [3, () => this.stop('root')],
      [1, () => this.parentExit()],
      [1, () => this.exitOfSupervisor('root')],
    ])();
  }
}
