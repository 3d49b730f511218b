/**
 * XState as a contender: counters as transition actors, the lightest logic that its documentation
 * offers for a reducer. It handles a message within `send` and has no request and reply.
 */
import { type Actor, createActor, fromTransition } from 'xstate';
import { counterVerbs } from './counters.ts';
import { serve } from './serve.ts';
import { versionOf } from './version.ts';

const counter = fromTransition(
  (count: number, { type }: { readonly type: 'add' | 'ignored' }) =>
    type === 'add' ? count + 1 : count,
  0,
);

type Counter = Actor<typeof counter>;

const start = (): Counter => createActor(counter).start();

await serve(
  versionOf('xstate'),
  counterVerbs<Counter>({
    server: start(),
    cast: (server) => server.send({ type: 'add' }),
    call: undefined,
    count: (server) => server.getSnapshot().context,
    startWorkers: (count) => Promise.resolve(Array.from({ length: count }, start)),
  }),
);
