/** What a contender is made to do. Every time is in ms. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as passed } from 'node:timers/promises';
import { percentiles } from '../contenders/percentiles.ts';
import type { Answer } from '../contenders/protocol.ts';
import { type BenchStore, eventsOf, streamName } from './bench-store.ts';

/** Code is compiled, buffers are grown and files made before anything counts. */
const WARMING = 0.3;

interface Mark {
  readonly at: number;
  readonly accepted: number;
}

/** Writers that append again and again, beside a fence every `fenceEvery` ms; 0: never. */
export async function saturated(
  store: BenchStore,
  [writers = 0, batch = 0, fenceEvery = 0, ms = 0]: readonly number[],
): Promise<Answer> {
  const events = eventsOf(batch);
  let running = true;
  let accepted = 0;
  const write = async (writer: number): Promise<void> => {
    for (let turn = writer; running; turn += writers) {
      await store.append(streamName(turn), events);
      accepted += batch;
    }
  };
  const latencies: number[] = [];
  /** A moment, and what had been accepted by then. */
  const now = (): Mark => ({ at: performance.now(), accepted });
  /** Answers the moment at which the last fence began: all that was accepted by then is durable. */
  const untilLater = async (span: number): Promise<Mark> => {
    const end = performance.now() + span;
    let began = now();
    do {
      await passed(fenceEvery || span);
      began = now();
      if (fenceEvery === 0) continue;
      await store.fence();
      latencies.push(performance.now() - began.at);
    } while (running && performance.now() < end);
    return began;
  };
  const all = Array.from({ length: writers }, (_, writer) => write(writer));
  const failed = Promise.all(all);
  failed.catch(() => (running = false));
  const from = await untilLater(ms * WARMING);
  latencies.length = 0;
  const last = await untilLater(ms);
  const to = now();
  // From the beginning of one fence to the end of another, so that nothing counts without its time.
  const seconds = (to.at - from.at) / 1_000;
  const durable = fenceEvery === 0 ? 0 : (last.accepted - from.accepted) / seconds;
  const rates = { accepted: (to.accepted - from.accepted) / seconds, durable };
  running = false;
  await failed;
  return latencies.length === 0
    ? rates
    : { ...rates, ...percentiles(Float64Array.from(latencies)) };
}

/** `appends` of `batch` events each and a fence behind them, one group after the other. */
export async function inGroups(
  store: BenchStore,
  [appends = 0, batch = 0, ms = 0]: readonly number[],
): Promise<Answer> {
  const events = eventsOf(batch);
  let durable = 0;
  const group = async (turn: number): Promise<void> => {
    const accepted = Array.from({ length: appends }, (_, index) =>
      store.append(streamName(turn * appends + index), events),
    );
    await Promise.all([...accepted, store.fence()]);
    durable += appends * batch;
  };
  const seconds = await repeated(ms, group, () => {
    durable = 0;
  });
  return { durable: durable / seconds };
}

/** One append awaited, then its fence awaited: what write-behind is for. */
export async function oneByOne(
  store: BenchStore,
  [batch = 0, ms = 0]: readonly number[],
): Promise<Answer> {
  const events = eventsOf(batch);
  const latencies: number[] = [];
  const step = async (turn: number): Promise<void> => {
    await store.append(streamName(turn), events);
    const began = performance.now();
    await store.fence();
    latencies.push(performance.now() - began);
  };
  const seconds = await repeated(ms, step, () => {
    latencies.length = 0;
  });
  return {
    durable: (latencies.length * batch) / seconds,
    ...percentiles(Float64Array.from(latencies)),
  };
}

/** `rate` events a second in appends of one and a fence every 5 ms; 0: the loop does nothing. */
export async function loopDelay(
  store: BenchStore,
  [rate = 0, ms = 0]: readonly number[],
): Promise<Answer> {
  const events = eventsOf(1);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const began = performance.now();
  let appended = 0;
  let underWay: Promise<unknown>[] = [];
  const pour = (): void => {
    for (const due = ((performance.now() - began) / 1_000) * rate; appended < due; appended += 1) {
      underWay.push(store.append(streamName(appended), events));
    }
  };
  const pouring = rate > 0 ? setInterval(pour, 1) : undefined;
  let measuring = false;
  while (performance.now() < began + ms * (1 + WARMING)) {
    await passed(5);
    if (rate > 0) await store.fence();
    if (measuring || performance.now() < began + ms * WARMING) continue;
    delay.enable();
    measuring = true;
  }
  delay.disable();
  clearInterval(pouring);
  await Promise.all(underWay);
  underWay = [];
  return { p99: delay.percentile(99) / 1e6, done: appended };
}

/** Repeats `step`; `reset` when it is warm. Answers the seconds since. */
async function repeated(
  ms: number,
  step: (turn: number) => Promise<void>,
  reset: () => void,
): Promise<number> {
  let turn = 0;
  const until = async (end: number): Promise<void> => {
    for (; performance.now() < end; turn += 1) await step(turn);
  };
  await until(performance.now() + ms * WARMING);
  reset();
  const began = performance.now();
  await until(began + ms);
  return (performance.now() - began) / 1_000;
}
