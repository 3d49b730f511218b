/* eslint-disable @typescript-eslint/no-generated-empty-object-type -- nact's `Ref` is an empty class */
/** nact as a contender: counters as stateful actors, the crowd below one container actor. */
import { dispatch, query, type Ref, spawn, spawnStateless, start } from 'nact';
import { counterVerbs } from './counters.ts';
import { serve } from './serve.ts';
import { versionOf } from './version.ts';

type Message = { readonly type: 'add' } | { readonly type: 'get'; readonly from: Ref<number> };

const system = start();
const container: Ref<never> = spawnStateless(system, () => undefined, 'container');
let spawned = 0;

function counter(parent: Ref<never>): Ref<Message> {
  // Its own random names collide among some ten thousand actors, and throw.
  spawned += 1;
  return spawn(parent, handle, `counter-${spawned}`, { initialState: 0 });
}

function handle(count: number, message: Message): number {
  if (message.type === 'add') return count + 1;
  dispatch(message.from, count);
  return count;
}

const call = (server: Ref<Message>, timeoutMs: number): Promise<number> =>
  query(server, (from: Ref<number>) => ({ type: 'get', from }), timeoutMs);

await serve(
  versionOf('nact'),
  counterVerbs({
    server: counter(system),
    cast: (server) => {
      dispatch(server, { type: 'add' });
    },
    call,
    count: (server) => call(server, 60_000),
    startWorkers: (count) =>
      Promise.resolve(Array.from({ length: count }, () => counter(container))),
  }),
);
