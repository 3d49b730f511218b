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
  /** How often it has been ended. */
  ends: number;
}

/** What a task supervisor allows. */
const MOST_RESTARTS = 3;

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
    this.tasks.set(id, { id, by, hasResult: op !== 'start_child', mayWait: wait, ends: 0 });
    // Whether the end of a killed task reaches others before they are stopped would be a matter of
    // chance, if its owner passed it on.
    const how = random.pick<Json>([op === 'async' ? 3000 : 'brutal_kill', 2000]);
    const shutdown = random.chance(0.3) && { shutdown: how };
    const again = wait && op === 'start_child' && !this.startsAgain && random.chance(0.5);
    this.startsAgain ||= again;
    const restart = again && { restart: random.pick(['permanent', 'transient']) };
    return { op, by, task: id, fn: this.fn(wait), ...shutdown, ...restart };
  }

  /** Something that ends a task. */
  end(): Fields | undefined {
    const { random } = this;
    const open = [...this.tasks.values()].filter(({ ends }) => ends < MOST_RESTARTS);
    if (open.length === 0) return undefined;
    const task = random.pick(open);
    task.mayWait = false;
    task.ends += 1;
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

  /** Reads the messages of a client. Among them may be results, which cannot be asked for then. */
  read(): Fields {
    const by = this.by();
    for (const task of this.tasks.values()) if (task.by === by) task.hasResult = false;
    return { op: 'mailbox', by };
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
    [3, () => play.read()],
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
