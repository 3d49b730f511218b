/** Supervisors and workers as scenarios describe them. */
import type { Random } from '../random.ts';
import { type Fields, type Json, reason } from '../scenario.ts';

export type Node = Fields & { readonly id: string };

/** What the trees of a theme are made of. */
export interface Shape {
  /** How deep supervisors stand in each other; 1: the root alone. */
  readonly depth?: number;
  /** Restart limits to choose from. */
  readonly restarts?: readonly number[];
  readonly seconds?: number;
  /** Whether children may be significant, and their end the end of their supervisor. */
  readonly auto?: boolean;
  /** Whether children may be slow to stop, or stop in odd ways. */
  readonly stopsOddly?: boolean;
  readonly restartTypes?: readonly string[];
  readonly strategies?: readonly string[];
}

const STRATEGIES = ['one_for_one', 'one_for_all', 'rest_for_one'];
const RESTART_TYPES = ['permanent', 'permanent', 'transient', 'temporary'];
const RESTARTS = [2, 5, 30];
const WORKER_IDS = Array.from('abcdefghijklmnopqrstuvw');

/** Makes trees with ids that are different everywhere. */
export class Specs {
  /** The supervisor that each worker belongs to. */
  readonly workers = new Map<string, string>();
  /** The same for supervisors; the root belongs to nobody. */
  readonly supervisors = new Map<string, string>();
  /** Workers that nobody but their supervisor can stop. */
  readonly stuck = new Set<string>();
  private readonly random: Random;
  private readonly shape: Shape;

  constructor(random: Random, shape: Shape) {
    this.random = random;
    this.shape = shape;
  }

  root(): Node {
    const auto = this.shape.auto ?? false;
    return this.supervisor('root', '', this.shape.depth ?? 1, auto);
  }

  /** A worker with a new id. */
  newWorker(sup: string, significant = false): Node {
    const id = WORKER_IDS[this.workers.size] ?? `w${this.workers.size}`;
    this.workers.set(id, sup);
    return this.worker(id, significant);
  }

  /** A worker with an id that there may be already. */
  worker(id: string, significant = false): Node {
    const { random, shape } = this;
    const restart = random.pick(
      significant ? ['transient', 'temporary'] : (shape.restartTypes ?? RESTART_TYPES),
    );
    const stop = shape.stopsOddly && random.chance(0.7) ? this.oddStop(id) : this.plainStop();
    return {
      id,
      restart,
      trap_exit: random.chance(0.75),
      ...stop,
      ...(significant && { significant }),
    };
  }

  private supervisor(id: string, parent: string, depth: number, auto: boolean): Node {
    const { random, shape } = this;
    this.supervisors.set(id, parent);
    const flags = {
      id,
      strategy: random.pick(shape.strategies ?? STRATEGIES),
      max_restarts: random.pick(shape.restarts ?? RESTARTS),
      max_seconds: shape.seconds ?? 3600,
      ...(auto && { auto_shutdown: random.pick(['any_significant', 'all_significant']) }),
    };
    const children = random.times(random.int(depth > 1 ? 1 : 2, 4), () =>
      depth > 1 && random.chance(0.5)
        ? this.nested(id, depth - 1, auto)
        : this.newWorker(id, auto && random.chance(0.6)),
    );
    return { ...flags, children };
  }

  private nested(parent: string, depth: number, auto: boolean): Node {
    const { random } = this;
    const id = `s${this.supervisors.size}`;
    const significant = auto && random.chance(0.5);
    const spec = this.supervisor(id, parent, depth, (this.shape.auto ?? false) && !significant);
    const restart = random.pick(significant ? ['transient', 'temporary'] : RESTART_TYPES);
    return { ...spec, restart, ...(significant && { significant }) };
  }

  private plainStop(): Fields {
    return this.random.weighted<Fields>([
      [4, {}],
      [1, { shutdown: 3000 }],
      [1, { shutdown: 'infinity' }],
      [1, { shutdown: 'brutal_kill' }],
    ]);
  }

  private oddStop(id: string): Fields {
    const stop = this.random.weighted<Fields>([
      [2, { terminate: ['sleep', 50] }],
      [2, { terminate: ['raise', 'in terminate'] }],
      [2, { terminate: ['exit', reason(this.random)] }],
      [2, { shutdown: 60, terminate: ['sleep', 'infinity'] }],
      [1, { shutdown: 'brutal_kill', terminate: ['sleep', 'infinity'] }],
      [1, { shutdown: 'infinity', terminate: ['sleep', 50] }],
    ]);
    if (isEndless(stop['terminate'])) this.stuck.add(id);
    return stop;
  }
}

function isEndless(terminate: Json | undefined): boolean {
  return Array.isArray(terminate) && terminate[1] === 'infinity';
}
