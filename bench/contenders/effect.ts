/**
 * Effect as a contender: a counter is a fiber that takes from its queue; a caller offers a deferred
 * and awaits it. Of the documented ways the fastest: a generator that takes, and, as the caller is
 * plain code and no fiber, `offerUnsafe`.
 */
import { Deferred, Effect, Queue } from 'effect';
import { counterVerbs } from './counters.ts';
import { serve } from './serve.ts';
import { versionOf } from './version.ts';

type Message =
  | { readonly type: 'add' }
  | { readonly type: 'get'; readonly answer: Deferred.Deferred<number> };

type Counter = Queue.Queue<Message>;

function start(): Counter {
  const queue = Effect.runSync(Queue.unbounded<Message>());
  Effect.runFork(
    Effect.gen(function* () {
      for (let count = 0; ; ) {
        const message = yield* Queue.take(queue);
        if (message.type === 'add') count += 1;
        else yield* Deferred.succeed(message.answer, count);
      }
    }),
  );
  return queue;
}

const get = (queue: Counter): Effect.Effect<number> =>
  Effect.gen(function* () {
    const answer = yield* Deferred.make<number>();
    yield* Queue.offer(queue, { type: 'get', answer });
    return yield* Deferred.await(answer);
  });

await serve(
  versionOf('effect'),
  counterVerbs<Counter>({
    server: start(),
    cast: (queue) => {
      Queue.offerUnsafe(queue, { type: 'add' });
    },
    call: (queue, timeoutMs) => Effect.runPromise(Effect.timeout(get(queue), timeoutMs)),
    count: (queue) => Effect.runPromise(get(queue)),
    startWorkers: (count) => Promise.resolve(Array.from({ length: count }, start)),
  }),
);
