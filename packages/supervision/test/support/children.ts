import {
  ActorSystem,
  type ExitReason,
  exit,
  failToStart,
  GenServer,
  type GenServerCallbacks,
  ignore,
  type Logger,
  noreply,
  ok,
  type Pid,
  silentLogger,
  stop,
} from '@holdfast/actors';
import { ManualClock } from '@holdfast/actors/testing';
import type { ChildSpec, Supervisor } from '@holdfast/supervision';

export function testSystem(logger: Logger = silentLogger): {
  readonly system: ActorSystem;
  readonly clock: ManualClock;
} {
  const clock = new ManualClock();
  return { system: new ActorSystem({ clock, logger }), clock };
}

/** A start that is held up until `open` is called, and then goes as told. */
export function gate(outcome: 'ok' | 'fail'): { started: Promise<unknown>; open: () => void } {
  let open: () => void = () => undefined;
  const started = new Promise((resolve) => {
    open = () => resolve(outcome);
  });
  return { started, open: () => open() };
}

interface Obedient {
  readonly cast: { readonly type: 'stop'; readonly reason: ExitReason };
}

/** What a child does on one start: runs, or how it does not. */
export type Start = 'ok' | 'ignore' | 'fail' | Promise<unknown>;

export interface Behaviour extends Omit<ChildSpec, 'id' | 'start'> {
  /** One entry per start, in order; afterwards every start is ok. A promise holds init up. */
  readonly starts?: Start[];
  /** Default true, so that it takes leave through terminate. */
  readonly trapExit?: boolean;
  readonly terminate?: (reason: ExitReason) => void | Promise<void>;
}

/** Children that report what they do, and obey. */
export class Nursery {
  /** `start a`, `terminate a shutdown`, `ended a shutdown`, in the order in which it happened. */
  readonly events: string[] = [];
  private readonly pids = new Map<string, Pid<Obedient>>();

  child(
    id: string,
    { starts = [], trapExit = true, terminate, ...spec }: Behaviour = {},
  ): ChildSpec {
    return {
      id,
      ...spec,
      start: async (parent) => {
        const pid = await GenServer.startLink(parent, this.server(id, trapExit, terminate), starts);
        this.pids.set(id, pid);
        return pid;
      },
    };
  }

  /** The pid of the latest life of a child. */
  pid(id: string): Pid<Obedient> {
    const pid = this.pids.get(id);
    if (pid === undefined) throw new Error(`${id} has never been started`);
    return pid;
  }

  /** Has a child end by itself. */
  end(id: string, reason: ExitReason): void {
    GenServer.cast(this.pid(id), { type: 'stop', reason });
  }

  kill(id: string): void {
    exit(this.pid(id), 'kill');
  }

  /** How often a child was started, successfully or not. */
  started(id: string): number {
    return this.events.filter((event) => event === `start ${id}`).length;
  }

  private server(
    id: string,
    trapExit: boolean,
    terminate: Behaviour['terminate'],
  ): GenServerCallbacks<Start[], string, Obedient> {
    const { events } = this;
    return {
      async init(starts, context) {
        context.trapExit(trapExit);
        events.push(`start ${id}`);
        const start = await starts.shift();
        if (start === 'ignore') return ignore();
        return start === 'fail' ? failToStart('no luck') : ok(id);
      },
      handleCast: ({ reason }, state) => stop(reason, state),
      handleInfo: (_message, state) => noreply(state),
      terminate: async (reason) => {
        events.push(`terminate ${id} ${describe(reason)}`);
        await terminate?.(reason);
        events.push(`ended ${id}`);
      },
    };
  }
}

function describe(reason: ExitReason): string {
  return typeof reason === 'string' ? reason : JSON.stringify(reason);
}

/** The rows of `whichChildren` as `id: running`, `id: undefined` or `id: restarting`. */
export function rows(children: Awaited<ReturnType<typeof Supervisor.whichChildren>>): string[] {
  return children.map(
    ({ id, pid }) => `${String(id)}: ${typeof pid === 'string' ? pid : 'running'}`,
  );
}
