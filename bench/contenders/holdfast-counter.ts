/** The counter that every contender builds, as a GenServer, and many of them below a supervisor. */
import {
  ActorSystem,
  type AnyPid,
  GenServer,
  type GenServerCallbacks,
  noreply,
  ok,
  type Parent,
  type Pid,
  type Request,
  reply,
  silentLogger,
} from '@holdfast/actors';
import { Supervisor, type SupervisorProtocol } from '@holdfast/supervision';

export interface Counter {
  call: Request<{ type: 'get' }, number>;
  cast: { type: 'add' } | { type: 'crash' };
}

/** How many counters have come to life, restarted ones included. */
export const lives = { count: 0 };

export const counter: GenServerCallbacks<number, number, Counter> = {
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
  private readonly supervisor: Pid<SupervisorProtocol>;

  private constructor(supervisor: Pid<SupervisorProtocol>) {
    this.supervisor = supervisor;
  }

  static async start(count: number): Promise<Workers> {
    const start = (parent: Parent): Promise<AnyPid> => GenServer.startLink(parent, counter, 0);
    const children = Array.from({ length: count }, (_, index) => ({ id: `w${index}`, start }));
    return new Workers(await Supervisor.start(system, { children, ...UNLIMITED }));
  }

  /** Those that live now. */
  async pids(): Promise<readonly Pid<Counter>[]> {
    const rows = await Supervisor.whichChildren(this.supervisor);
    return rows.flatMap(({ pid }) => (typeof pid === 'string' ? [] : [pid as Pid<Counter>]));
  }

  stop(): Promise<void> {
    return Supervisor.stop(this.supervisor);
  }
}
