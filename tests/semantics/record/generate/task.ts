/** Scenarios of kind `task`. */
import type { Random } from './random.ts';
import { type Fields, type Json, reason, type Scenario, signal, type Themes } from './scenario.ts';

type Choices = readonly (readonly [number, () => Fields | undefined])[];

interface Task {
  readonly id: string;
  readonly by: string;
  hasResult: boolean;
  /** It waits, unless something has happened to its owner. */
  mayWait: boolean;
}

class Play {
  private startsAgain = false;
  readonly random: Random;
  readonly clients: readonly { readonly id: string; readonly trap_exit: boolean }[];
  private readonly tasks = new Map<string, Task>();

  constructor(random: Random) {
    this.random = random;
    this.clients = random.times(random.int(2, 3), (index) => ({
      id: `c${index + 1}`,
      trap_exit: random.chance(0.6),
    }));
  }

  by(): string {
    return this.random.pick(this.clients).id;
  }

  start(): Fields {
    const { random } = this;
    const op = random.pick([
      'async',
      'async',
      'async_nolink',
      'async_nolink',
      'start_child',
    ] as const);
    const id = `t${this.tasks.size + 1}`;
    const by = this.by();
    const wait = random.chance(0.85);
    this.tasks.set(id, { id, by, hasResult: op !== 'start_child', mayWait: wait });
    const shutdown = random.chance(0.3) && { shutdown: random.pick<Json>(['brutal_kill', 2000]) };
    // One that starts again more often than its supervisor allows would be the end of that.
    const again = wait && op === 'start_child' && !this.startsAgain && random.chance(0.5);
    this.startsAgain ||= again;
    const restart = again && { restart: random.pick(['permanent', 'transient']) };
    return { op, by, task: id, fn: this.fn(wait), ...shutdown, ...restart };
  }

  /** Something that ends a task. */
  end(): Fields {
    const { random } = this;
    const task = random.pick([...this.tasks.values()]);
    task.mayWait = false;
    return random.weighted<() => Fields>([
      [6, () => ({ op: 'go', task: task.id })],
      [2, () => ({ op: 'kill', task: task.id, reason: signal(random) })],
      [1, () => ({ op: 'terminate_child', task: task.id })],
    ])();
  }

  /** Asks for a result that nobody has been given so far, as its owner or somebody else. */
  ask(): Fields | undefined {
    const { random } = this;
    const open = [...this.tasks.values()].filter(({ hasResult }) => hasResult);
    if (open.length === 0) return undefined;
    const task = random.pick(open);
    if (random.chance(0.1)) {
      const others = this.clients.filter(({ id }) => id !== task.by);
      return { op: 'await', by: random.pick(others).id, task: task.id, timeout: 60 };
    }
    const owned = { by: task.by, task: task.id };
    if (task.mayWait && random.chance(0.5)) return { op: 'yield', ...owned, timeout: 60 };
    task.hasResult = false;
    return random.weighted<() => Fields>([
      [3, () => ({ op: 'await', ...owned, timeout: 60 })],
      [2, () => ({ op: 'yield', ...owned, timeout: random.pick([0, 60]) })],
      [2, () => ({ op: 'shutdown', ...owned, how: random.pick<Json>(['brutal_kill', 60]) })],
    ])();
  }

  private fn(wait: boolean): Fields {
    const { random } = this;
    const end = random.weighted<Fields>([
      [3, { ret: random.pick<Json>([7, 'fine', null]) }],
      [2, { exit: reason(random) }],
      [2, { raise: 'oops' }],
    ]);
    return { wait, trap_exit: random.chance(0.3), end };
  }
}

function task(random: Random): Scenario {
  const play = new Play(random);
  const first = play.start();
  const choices: Choices = [
    [8, () => play.start()],
    [8, () => play.end()],
    [7, () => play.ask()],
    [3, () => ({ op: 'mailbox', by: play.by() })],
    [0.5, () => ({ op: 'client_quit', by: play.by(), reason: reason(random) })],
  ];
  const talk = random.times(random.int(8, 20), () => random.weighted(choices)());
  const mail = play.clients.map(({ id }) => ({ op: 'mailbox', by: id }));
  const ops = [first, ...talk, { op: 'stop_sup', reason: reason(random) }, ...mail];
  const limit = random.chance(0.3) && { max_children: random.int(1, 3) };
  return {
    theme: 'task',
    clients: play.clients,
    ...limit,
    ops: ops.filter((op) => op !== undefined),
  };
}

export const taskThemes: Themes = { task };
