/** The counter that every contender builds, as a GenServer, and many of them below a supervisor. */
import {
  ActorSystem,
  GenServer,
  type GenServerCallbacks,
  noreply,
  ok,
  type Pid,
  type Request,
  reply,
  silentLogger,
} from '@holdfast/actors';
import { DynamicSupervisor, type DynamicSupervisorProtocol } from '@holdfast/supervision';

export interface Counter {
  call: Request<{ type: 'get' }, number>;
  cast: { type: 'add' } | { type: 'crash' };
}

/** How many counters have come to life, restarted ones included. */
export const lives = { count: 0 };

export const counter: GenServerCallbacks<number, number, Counter> = {
  name: 'counter',

  init(count) {
    lives.count += 1;
    return ok(count);
  },
  handleCall: (_request, _from, count) => reply(count, count),
  handleCast(message, count) {
    if (message.type === 'crash') throw new Error('told to');
    return noreply(count + 1);
  },
};

export const system = new ActorSystem({ logger: silentLogger });

/** A crash is what is measured: no supervisor here gives up. */
export const UNLIMITED = { maxRestarts: 1_000_000, maxSeconds: 1 };

/** Many counters below one supervisor. */
export class Workers {
  private readonly supervisor: Pid<DynamicSupervisorProtocol>;

  private constructor(supervisor: Pid<DynamicSupervisorProtocol>) {
    this.supervisor = supervisor;
  }

  static async start(): Promise<Workers> {
    return new Workers(await DynamicSupervisor.start(system, UNLIMITED));
  }

  /** One after the other, each with a specification of its own. Answers them in this order. */
  async add(count: number): Promise<readonly Pid<Counter>[]> {
    const added: Pid<Counter>[] = [];
    for (let index = 0; index < count; index += 1) {
      const spec = GenServer.childSpec(counter, 0);
      const started = await DynamicSupervisor.startChild(this.supervisor, spec);
      if (!started.ok || started.pid === undefined) throw new Error('a worker did not start');
      added.push(started.pid);
    }
    return added;
  }

  /** Those that live now. */
  async pids(): Promise<readonly Pid<Counter>[]> {
    const rows = await DynamicSupervisor.whichChildren(this.supervisor);
    return rows.flatMap(({ pid }) => (pid === 'restarting' ? [] : [pid as Pid<Counter>]));
  }

  stop(): Promise<void> {
    return DynamicSupervisor.stop(this.supervisor);
  }
}
