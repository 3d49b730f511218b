/** What must hold of every run, with or without a crash. Each answers the breaches that it found. */
import { type ForceResult, hasErrorCode, PersistenceWorker } from '@holdfast/actors';
import { memoryOf } from '../../src/persistence-worker/worker-handle.ts';
import { type Caller, type RecordedRun, RUN_OPTIONS } from './recorded-run.ts';

export function breaches(run: RecordedRun): string[] {
  return [
    ...nothingLost(run),
    ...run.callers.flatMap(answeredOnce),
    ...openTimeKept(run),
    ...countersRise(run),
    ...nothingLeftBehind(run),
  ];
}

function nothingLost({ requests, worker }: RecordedRun): string[] {
  const lost = requests.filter(({ kept }) => kept !== true);
  return [
    ...lost.map(({ store, append, kept }) => `append ${append} of ${store} is durable: ${kept}`),
    ...PersistenceWorker.unfenced(worker).map((store) => `${store} was never fenced`),
  ];
}

/** By the worker, unless it has stopped waiting by itself; and `ok` is the truth. */
function answeredOnce({ what, deadline, heard }: Caller): string[] {
  const [first, ...more] = heard;
  if (first === undefined) return [`${what} was not answered`];
  if (more.length > 0) return [`${what} was answered ${heard.length} times`];
  if (first.at > deadline) return [`${what} was answered ${first.at - deadline} ms late`];
  if ('error' in first) {
    const inTime = hasErrorCode(first.error, 'ERR_CALL_TIMEOUT') && first.at === deadline;
    const gaveUp = first.error instanceof Error && first.error.message === 'enough';
    return inTime || gaveUp ? [] : [`${what} was rejected: ${String(first.error)}`];
  }
  if (what !== 'force' || !(first.answer as ForceResult).ok || first.allDurable) return [];
  return [`${what} was answered ok, but not everything was durable`];
}

/** Its open time doubles with every opening in a row, up to eight times. */
const OPEN_TIMES = [1, 2, 4, 8].map((times) => times * RUN_OPTIONS.circuitBreakerTimeout);

/** An open breaker stays open for its time, to the millisecond, and nothing is fenced meanwhile. */
function openTimeKept({ events, disk }: RecordedRun): string[] {
  const moves = events.flatMap(({ at, event }) =>
    event.type === 'breaker_changed' ? [{ ...event, now: at }] : [],
  );
  return moves.flatMap((move, index) => {
    const next = moves[index + 1];
    if (next !== undefined && next.from !== move.to)
      return [`${move.to} is left from ${next.from}`];
    if (move.to !== 'open') return [];
    if (next === undefined) return ['the breaker stays open for ever'];
    const stayed = next.now - move.now;
    const kept = next.cause === 'reset' ? stayed < 24_000 : OPEN_TIMES.includes(stayed);
    const fenced = disk.begun.some((at) => at > move.now && at < next.now);
    return [
      ...(kept ? [] : [`open at ${move.now}, left at ${next.now}`]),
      ...(fenced ? [`a fence between ${move.now} and ${next.now}`] : []),
    ];
  });
}

const COUNTERS = [
  'totalRequests',
  'successfulRequests',
  'failedRequests',
  'circuitBreakerTrips',
  'batches',
  'lateResults',
  'staleResults',
  'rejectedRequests',
  'restarts',
] as const;

function countersRise({ samples }: RecordedRun): string[] {
  return samples.flatMap((sample, index) => {
    const before = samples[index - 1] ?? sample;
    const fallen = COUNTERS.filter((name) => sample[name] < before[name]);
    return fallen.map((name) => `${name} fell from ${before[name]} to ${sample[name]}`);
  });
}

function nothingLeftBehind({ worker, clock }: RecordedRun): string[] {
  const { room, lastState } = memoryOf(worker);
  const remembered = lastState?.waiting.size ?? 0;
  return [
    ...(room.size > 0 ? [`${room.size} callers still wait`] : []),
    ...(remembered > 0 ? [`${remembered} callers are still remembered`] : []),
    ...(clock.pendingTimers > 0 ? [`${clock.pendingTimers} timers are left`] : []),
  ];
}
