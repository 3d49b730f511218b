/** Holdfast as a contender: counters as GenServers, the crowd below a supervisor. */
import {
  ActorSystem,
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
import { Supervisor } from '@holdfast/supervision';
import { counterVerbs } from './counters.ts';
import { serve } from './serve.ts';
import { versionOf } from './version.ts';

interface Counter {
  call: Request<{ type: 'get' }, number>;
  cast: { type: 'add' };
}

const counter: GenServerCallbacks<number, number, Counter> = {
  init: (count) => ok(count),
  handleCall: (_request, _from, count) => reply(count, count),
  handleCast: (_message, count) => noreply(count + 1),
};

const system = new ActorSystem({ logger: silentLogger });

async function startWorkers(count: number): Promise<readonly Pid<Counter>[]> {
  const workers: Pid<Counter>[] = [];
  const start = async (parent: Parent): Promise<Pid<Counter>> => {
    const pid = await GenServer.startLink(parent, counter, 0);
    workers.push(pid);
    return pid;
  };
  const children = Array.from({ length: count }, (_, index) => ({ id: `worker-${index}`, start }));
  await Supervisor.start(system, { children });
  return workers;
}

await serve(
  versionOf('../..'),
  counterVerbs({
    server: await GenServer.start(system, counter, 0),
    cast: (server) => {
      GenServer.cast(server, { type: 'add' });
    },
    call: (server, timeout) => GenServer.call(server, { type: 'get' }, { timeout }),
    count: (server) => GenServer.call(server, { type: 'get' }),
    startWorkers,
  }),
);
