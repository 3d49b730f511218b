/** Holdfast as a contender: counters as GenServers, the crowd below one supervisor. */
import { GenServer, type Pid } from '@holdfast/actors';
import { counterVerbs } from './counters.ts';
import { type Counter, counter, system, Workers } from './holdfast-counter.ts';
import { serve } from './serve.ts';
import { versionOf } from './version.ts';

const workers = await Workers.start();

await serve(
  versionOf('../..'),
  counterVerbs<Pid<Counter>>({
    server: await GenServer.start(system, counter, 0),
    cast: (server) => {
      GenServer.cast(server, { type: 'add' });
    },
    call: (server, timeout) => GenServer.call(server, { type: 'get' }, { timeout }),
    count: (server) => GenServer.call(server, { type: 'get' }),
    startWorkers: (count) => workers.add(count),
  }),
);
