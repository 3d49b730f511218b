/**
 * What every contender on Node does, with its own library below: the same loops around its own
 * cast and call. Each runs in a process of its own, so the engine specialises them for each.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer, Verbs } from './protocol.ts';

/** A counter that handles one message at a time, as one library builds it. */
export interface CounterLibrary<Server> {
  /** A counter at 0 of its own. */
  readonly server: Server;
  /** Adds one, without waiting. */
  readonly cast: (server: Server) => void;
  /** Asks for the count, with a timeout armed. Undefined: the library has no request and reply. */
  readonly call: ((server: Server, timeoutMs: number) => Promise<number>) | undefined;
  /** The count once every cast before has been handled, in the cheapest way that there is. */
  readonly count: (server: Server) => Promise<number> | number;
  /** Starts idle counters, supervised where the library has supervision. */
  readonly startWorkers: (count: number) => Promise<readonly Server[]>;
}

/** Long enough never to be reached; what is armed is measured, not what fires. */
const TIMEOUT_MS = 5_000;

/** How many of a crowd are spoken to; the others only live. */
const SPOKEN_TO = 10;

export function counterVerbs<Server>(library: CounterLibrary<Server>): Verbs {
  const { server, call } = library;
  const crowd: Server[] = [];
  const spokenTo = (): readonly Server[] => crowd.slice(0, SPOKEN_TO);
  return {
    casts: (count, burst) => casts(library, [server], count, burst),
    crowd_casts: (count, burst) => casts(library, spokenTo(), count, burst),
    async grow(count) {
      for (const worker of await library.startWorkers(count - crowd.length)) crowd.push(worker);
      return { done: crowd.length };
    },
    ...(call && {
      calls: (count) => calls(library, call, server, count),
      crowd_calls: (count) => crowdCalls(call, spokenTo(), count),
      outstanding: (count, timeoutMs) => outstanding(library, () => call(server, timeoutMs), count),
    }),
  };
}

/** In bursts, each to the next server and followed by waiting until it has been handled. */
async function casts<Server>(
  { cast, count: countOf }: CounterLibrary<Server>,
  servers: readonly Server[],
  count: number,
  burst: number,
): Promise<Answer> {
  const before = await total(servers, countOf);
  const began = performance.now();
  for (let sent = 0; sent < count; ) {
    for (const server of servers) {
      for (let size = 0; size < burst; size += 1) cast(server);
      await countOf(server);
    }
    sent += burst * servers.length;
  }
  const ms = performance.now() - began;
  return { ms, done: (await total(servers, countOf)) - before };
}

/** One after the other, each awaited. */
async function calls<Server>(
  { count: countOf }: CounterLibrary<Server>,
  call: (server: Server, timeoutMs: number) => Promise<number>,
  server: Server,
  count: number,
): Promise<Answer> {
  const expected = await countOf(server);
  let done = 0;
  const began = performance.now();
  for (let called = 0; called < count; called += 1) {
    if ((await call(server, TIMEOUT_MS)) === expected) done += 1;
  }
  return { ms: performance.now() - began, done };
}

/** To each server in turn; then a turn of the event loop, so that all sleep when asked again. */
async function crowdCalls<Server>(
  call: (server: Server, timeoutMs: number) => Promise<number>,
  servers: readonly Server[],
  count: number,
): Promise<Answer> {
  let done = 0;
  const began = performance.now();
  for (let called = 0; called < count; called += servers.length) {
    for (const server of servers) {
      if ((await call(server, TIMEOUT_MS)) >= 0) done += 1;
    }
    await nextTurn();
  }
  return { ms: performance.now() - began, done };
}

/** All at once. The time ends with the last reply: nobody is charged for timeouts of lost ones. */
async function outstanding<Server>(
  { server, count: countOf }: CounterLibrary<Server>,
  call: () => Promise<number>,
  count: number,
): Promise<Answer> {
  const expected = await countOf(server);
  let done = 0;
  let lost = 0;
  const began = performance.now();
  let last = began;
  const answered = (value: number): void => {
    if (value === expected) done += 1;
    last = performance.now();
  };
  const failed = (): void => {
    lost += 1;
  };
  const waiting: Promise<void>[] = [];
  for (let sent = 0; sent < count; sent += 1) waiting.push(call().then(answered, failed));
  await Promise.all(waiting);
  return { ms: last - began, done, lost };
}

async function total<Server>(
  servers: readonly Server[],
  countOf: (server: Server) => Promise<number> | number,
): Promise<number> {
  let sum = 0;
  for (const server of servers) sum += await countOf(server);
  return sum;
}
