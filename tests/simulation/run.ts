/** One history, from its first choice to the calm after it. */
import { Coverage } from './coverage.ts';
import type { History } from './history/history.ts';
import { uphold, Violation } from './laws/laws.ts';
import { take } from './world/choices.ts';
import { calm, crash } from './world/lives.ts';
import { World } from './world/world.ts';

export interface Outcome {
  readonly violation: Violation | undefined;
  readonly events: number;
  readonly inputs: number;
  readonly virtualMs: number;
  readonly coverage: Coverage;
}

/** `tell`: hears every step, for a trace. */
export function run({ seed, choices }: History, tell?: (line: string) => void): Outcome {
  let world: World | undefined;
  try {
    world = new World(seed, crash);
    world.tell = tell;
    for (const choice of choices) take(world, choice);
    calmDown(world);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return outcomeOf(world, error);
  }
  return outcomeOf(world, undefined);
}

function outcomeOf(world: World | undefined, violation: Violation | undefined): Outcome {
  const { events = 0, inputs = 0, now = 0, coverage = new Coverage() } = world ?? {};
  return { violation, events, inputs, virtualMs: now, coverage };
}

/** Far more turns than a worker needs to become quiet: it does the same again and again. */
const MOST_TURNS = 20_000;

/** Faults off: everything becomes durable in time, everybody is answered, and no timer is left. */
function calmDown(world: World): void {
  calm(world);
  const until = world.now + patienceOf(world);
  for (let turn = 0; !isQuiet(world); turn += 1) {
    uphold(22, turn < MOST_TURNS, () => `it goes on and on at ${world.now} ms: ${stuck(world)}`);
    while (world.mailbox.length > 0) world.handleNext();
    const next = world.nextTime();
    uphold(
      22,
      next !== undefined || isQuiet(world),
      () => `nothing will happen any more: ${stuck(world)}`,
    );
    if (next === undefined) break;
    uphold(22, next.at <= until, () => `not yet after ${until - world.now} ms: ${stuck(world)}`);
    world.passTime();
  }
  world.observer.compare();
  uphold(20, world.callers.size === 0, () => `${[...world.callers.keys()].join()} still wait`);
  uphold(20, world.state.waiting.isEmpty(), () => 'somebody is remembered who has left');
  uphold(20, world.tickAt === undefined, () => `a tick is armed for ${world.tickAt}`);
  uphold(20, world.breakerAt === undefined, () => 'the timer of the breaker is armed');
}

/** The longest that the slowest of what stands in the way may take. */
function patienceOf({ state }: World): number {
  const { circuitBreakerTimeout, storeTimeout, persistenceInterval } = state.options.values;
  const open = 8 * 1.2 * Math.max(circuitBreakerTimeout, 900);
  const hanging = 8 * Math.max(storeTimeout, 120);
  const peace = 60_000 + 400;
  const fences = 64 * 10;
  return open + hanging + peace + 6 * Math.max(400, persistenceInterval) + fences + 2_500;
}

function isQuiet(world: World): boolean {
  const { ledger, mailbox, state, fences, callers } = world;
  if (mailbox.length > 0 || ledger.dirty().size > 0 || !state.pending.isEmpty()) return false;
  if (!state.unsettled.isEmpty() || !state.inFlight.isEmpty()) return false;
  if (state.breaker.state !== 'closed' && state.breaker.state !== 'disabled') return false;
  const out = [...fences.values()].some(
    ({ returned, fate }) => !returned && fate.outcome !== undefined,
  );
  return !out && callers.size === 0;
}

function stuck({ ledger, state }: World): string {
  const { breaker, pending, due, unsettled } = state;
  const dirty = [...ledger.dirty().keys()].join();
  return `dirty ${dirty}; ${JSON.stringify({ breaker, pending, due, unsettled })}`;
}
