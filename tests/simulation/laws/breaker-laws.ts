/** What holds of every move of the breaker. */
import type { Effect, WorkerInput, WorkerState } from '@holdfast/actors/core';
import type { Seen } from '../world/seen.ts';
import { uphold } from './laws.ts';

type Breaker = WorkerState['breaker'];

export function breakerLaws(
  world: Seen,
  before: WorkerState,
  input: WorkerInput,
  effects: readonly Effect[],
): void {
  const { state: after, now } = world;
  const told = effects.flatMap((effect) =>
    effect.type === 'publish' && effect.event.type === 'breaker_changed' ? [effect.event] : [],
  );
  const path = [before.breaker.state, ...told.map(({ to }) => to)];
  const linked = told.every(({ from }, index) => from === path[index]);
  const ends = path.at(-1) === after.breaker.state;
  uphold(17, linked && ends, () => `${path.join(' → ')}, but it is ${after.breaker.state}`);
  const moved = after.breaker.epoch > before.breaker.epoch;
  uphold(11, moved || told.length === 0, () => 'it changed within an epoch');
  const opened = told.filter(({ to }) => to === 'open').length;
  const trips = after.breaker.trips - before.breaker.trips;
  uphold(14, trips === opened, () => `${trips} trips, ${opened} openings`);
  timeLaws(before, after, input, now);
  handLaws(world, before, after, input);
  thresholdLaw(before.breaker, after);
}

/** Open for its whole time, half-open for one lease. */
function timeLaws(before: WorkerState, after: WorkerState, input: WorkerInput, now: number): void {
  const [was, is] = [before.breaker, after.breaker];
  if (was.state === 'open' && is.state === 'half_open') {
    const inTime = now >= was.until || input.type === 'drain' || input.type === 'resumed';
    uphold(9, inTime, () => `half-open at ${now}, not before ${was.until}`);
  }
  if (is.state === 'open' && was.epoch !== is.epoch) {
    const { circuitBreakerTimeout: openMs } = before.options.values;
    uphold(18, is.until - now >= openMs, () => `open for ${is.until - now} of ${openMs} ms`);
    const most = openMs * Math.min(8, 2 ** (is.opens - 1)) * 1.2 + 1;
    uphold(18, is.until - now <= most, () => `open for ${is.until - now}, at most ${most} ms`);
    const grown = is.until - now >= openMs * Math.min(8, 2 ** (is.opens - 1));
    uphold(18, grown, () => `opened ${is.opens} times in a row, open for ${is.until - now} ms`);
  }
  if (was.state === 'half_open' && input.type === 'breaker_elapsed' && input.epoch === was.epoch) {
    const over = was.leaseUntil !== undefined && now >= was.leaseUntil;
    uphold(9, !over || is.epoch !== was.epoch, () => 'the lease is over, the probe still decides');
  }
}

/** Held by hand, or switched off: nothing else moves it. */
function handLaws(
  { isolated }: Seen,
  before: WorkerState,
  after: WorkerState,
  input: WorkerInput,
): void {
  if (before.breaker.state !== 'isolated' || input.type === 'isolation_changed') return;
  const held = after.breaker.state === 'isolated' || input.type === 'resumed';
  uphold(21, held, () => `${input.type} moved it to ${after.breaker.state}, ${isolated} hold it`);
}

/** A lowered threshold takes effect with the next failure. */
function thresholdLaw(before: Breaker, { breaker, options }: WorkerState): void {
  if (breaker.state !== 'closed' || breaker.failures <= before.failures) return;
  const { circuitBreakerFailureThreshold: threshold } = options.values;
  uphold(10, breaker.failures < threshold, () => `${breaker.failures} failures of ${threshold}`);
}
