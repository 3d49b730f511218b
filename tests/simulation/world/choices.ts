/** What each choice of a history means in a world. `a` and `b` are any whole numbers. */
import type { Priority } from '@holdfast/actors';
import type { WorkerInput } from '@holdfast/actors/core';
import type { StoreId } from '@holdfast/actors/ports';
import type { Choice, ChoiceKind } from '../history/history.ts';
import { configure, drain, force, giveUp, hold, reopen, request, reset } from './host.ts';
import { crash, succeed } from './lives.ts';
import { WEATHERS } from './weather.ts';
import { STORES, type World } from './world.ts';

type Meaning = (world: World, a: number, b: number) => void;

const PRIORITIES: readonly Priority[] = ['critical', 'high', 'normal', 'normal', 'low'];

const MEANINGS: Readonly<Record<ChoiceKind, Meaning>> = {
  request: (world, a, b) => request(world, STORES[a % STORES.length] as StoreId, priority(b)),
  time: (world) => world.passTime(),
  handle: (world) => world.handleNext(),
  stall: (world, a) => {
    world.now += 1 + (a % 400);
  },
  burst: (world, _a, b) => {
    for (const store of STORES) request(world, store, priority(b));
  },
  force: (world, a, b) => force(world, a % 2 === 0 ? 'fail' : 'wait', 10 + (b % 2_000)),
  leave: giveUp,
  weather: ({ port }, a) => {
    port.weather = a % WEATHERS.length;
  },
  settle: ({ port }, a, b) => port.settle(a, b),
  again: (world, a) => {
    const report = world.port.again(a);
    if (report === undefined) return;
    world.coverage.reached('a report came twice');
    world.deliver(report);
  },
  spurious: (world, a) => {
    world.coverage.reached('a timer rang too early');
    const { epoch } = world.state.breaker;
    const timers: readonly WorkerInput[] = [
      { type: 'tick' },
      { type: 'breaker_elapsed', epoch },
      { type: 'breaker_elapsed', epoch: epoch - 1 },
    ];
    world.deliver(timers[a % timers.length] as WorkerInput);
  },
  crash,
  halfway: (world, a) => {
    world.crashAfter = a % 4;
  },
  reset,
  configure,
  isolate: (world) => hold(world, 1),
  release: (world) => hold(world, -1),
  reopen,
  drain,
  powerCut: (world) => succeed(world, true),
  succeed: (world) => succeed(world, false),
};

/** Does what a choice says, and handles what cannot wait. */
export function take(world: World, { kind, a, b }: Choice): void {
  world.events += 1;
  world.tell?.(`${world.now} ${kind}`);
  // Its host ends it, and begins anew with what it knew.
  if (world.drained) succeed(world, false);
  MEANINGS[kind](world, a, b);
}

function priority(number: number): Priority {
  return PRIORITIES[number % PRIORITIES.length] as Priority;
}
