/** The ends of a simulated worker, and its beginnings. */
import {
  checkLayer,
  initialState,
  Ledger,
  recoveredState,
  restoredState,
  takeSnapshot,
} from '@holdfast/actors/core';
import type { StoreId } from '@holdfast/actors/ports';
import { Disk } from './disk.ts';
import { hold, refuseAfterCrash } from './host.ts';
import { OWN, type World } from './world.ts';

/** Ends one life and begins the next: what the mailbox held is gone, the rest is not. */
export function crash(world: World): void {
  world.tell?.(`${world.now}   CRASHES`);
  endLife(world);
  world.restarts += 1;
  world.observer.crashed();
  const unheard = [...world.callers.values()].filter(({ taken }) => !taken);
  world.mailbox.push(...world.port.unhandled);
  world.port.abandon();
  const dirty = world.ledger.takeOver();
  const waits = (number: number): boolean => number === world.drainer || world.callers.has(number);
  world.state = recoveredState(world.state, { dirty, waits, now: world.now });
  world.ledger.keepPoisoned(world.state.poisoned);
  refuseAfterCrash(world);
  for (const { number: caller, whenOpen } of unheard) {
    world.mailbox.push({ type: 'force_persistence', caller, whenOpen });
  }
  const { drainer, state } = world;
  if (drainer !== undefined && !state.drainers.has(drainer)) world.drainer = undefined;
  world.observer.recovered();
  world.deliver({ type: 'resumed', isolated: world.isolated > 0 });
}

/** Another process goes on: with a snapshot, or after a power cut with nothing. */
export function succeed(world: World, powerCut: boolean): void {
  world.tell?.(`${world.now}   ${powerCut ? 'THE POWER IS CUT' : 'ANOTHER PROCESS GOES ON'}`);
  if (powerCut) world.coverage.reached('the power was cut');
  const snapshot = takeSnapshot(world.state, world.ledger.dirty(), world.now);
  const { breaker, options } = world.state;
  const until = breaker.state === 'open' ? breaker.until : undefined;
  world.observer.compare();
  endLife(world);
  world.port.clear();
  world.callers.clear();
  Object.assign(world, { isolated: 0, drainer: undefined, drained: false, restarts: 0 });
  world.disk = new Disk();
  world.ledger = new Ledger(OWN, () => world.state.options.values);
  world.dirtyChanged();
  if (powerCut) world.state = initialState(OWN, options, world.now);
  else adopt(world, snapshot);
  world.observer.begins(powerCut ? undefined : snapshot, until);
  world.deliver({ type: 'resumed', isolated: false });
}

/** Faults off: fences come back well or never, who holds lets go, what was poisoned is reopened. */
export function calm(world: World): void {
  const lying = world.port.calm();
  world.crashAfter = undefined;
  while (world.isolated > 0) hold(world, -1);
  for (const storeId of new Set([...lying, ...world.state.poisoned.keys()])) {
    world.port.reopen(storeId);
    world.mailbox.push({ type: 'store_reopened', storeId });
  }
  // Only then: a change of options makes the worker look, and would hide that it forgot to.
  const changes = world.mailbox.some(({ type }) => type === 'configure');
  if (world.state.options.values.persistenceEnabled && !changes) return;
  world.mailbox.push({ type: 'configure', patch: checkLayer({ persistenceEnabled: true }) });
}

function endLife(world: World): void {
  world.incarnation += 1;
  world.crashAfter = undefined;
  world.tickAt = undefined;
  world.breakerAt = undefined;
  world.mailbox = [];
  world.left.clear();
}

function adopt(world: World, snapshot: ReturnType<typeof takeSnapshot>): void {
  const { ledger, disk, now } = world;
  const { options } = world.state;
  for (const { storeId, priority } of snapshot.pending) {
    ledger.adopt(storeId as StoreId, priority);
    disk.write(storeId as StoreId, ledger.dirty().get(storeId as StoreId)?.seq ?? 0);
  }
  const last = restoredState(snapshot, options, ledger.dirty(), now);
  const dirty = ledger.takeOver();
  world.state = recoveredState(last, { dirty, waits: () => false, now });
  world.dirtyChanged();
}
