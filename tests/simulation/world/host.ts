/** What a host does with a simulated worker. */
import type { Priority } from '@holdfast/actors';
import { checkLayer } from '@holdfast/actors/core';
import type { StoreId } from '@holdfast/actors/ports';
import { PATCHES } from './settings.ts';
import type { World } from './world.ts';

export function request(world: World, id: StoreId, priority: Priority): void {
  const { coverage, observer, disk, mailbox, state } = world;
  const known = world.dirty.has(id);
  let told = 0;
  const { accepted } = world.ledger.request(id, priority, (seq, urgent) => {
    told += 1;
    mailbox.push({ type: 'request_persistence', storeId: id, seq, priority: urgent });
  });
  observer.requested(id, accepted, known);
  if (!accepted) {
    coverage.reached('a request was refused');
    return;
  }
  if (known && told > 0 && state.pending.get(id)?.fence === undefined) {
    coverage.reached('a more urgent request was announced again');
  }
  world.dirtyChanged();
  const seq = world.dirty.get(id)?.seq ?? 0;
  disk.write(id, seq);
  observer.requests.accept(id, seq, priority);
}

export function force(world: World, whenOpen: 'fail' | 'wait', timeoutMs: number): void {
  const { now, callers, mailbox } = world;
  const number = world.nextCaller();
  const asked = new Map([...world.dirty].map(([id, { seq }]) => [id, seq]));
  callers.set(number, { number, whenOpen, asked, deadline: now + timeoutMs, taken: false });
  mailbox.push({ type: 'force_persistence', caller: number, whenOpen });
}

/** Somebody gives up. */
function leave(world: World, number: number): void {
  world.callers.delete(number);
  world.left.add(number);
  world.mailbox.push({ type: 'caller_left', caller: number });
}

export function giveUp(world: World, index: number): void {
  const waiting = [...world.callers.keys()];
  const number = waiting[index % Math.max(1, waiting.length)];
  if (number === undefined) return;
  world.coverage.reached('a caller left while waiting');
  leave(world, number);
}

export function reset({ state, coverage, mailbox }: World): void {
  // A held one is refused at the door.
  if (state.breaker.state === 'isolated') return;
  if (state.breaker.state === 'open') coverage.reached('it was reset while open');
  mailbox.push({ type: 'reset_circuit_breaker' });
}

export function configure({ state, coverage, mailbox }: World, which: number): void {
  if (state.batch !== undefined) coverage.reached('options changed while a fence was out');
  mailbox.push({ type: 'configure', patch: checkLayer(PATCHES[which % PATCHES.length] ?? {}) });
}

export function hold(world: World, change: 1 | -1): void {
  const { state, coverage, mailbox } = world;
  if (change < 0 && world.isolated === 0) return;
  const before = world.isolated > 0;
  world.isolated += change;
  const isolated = world.isolated > 0;
  if (isolated === before) return;
  if (state.batch?.kind === 'probe') coverage.reached('it was held during a probe');
  if (state.draining) coverage.reached('it was held while it drained');
  mailbox.push({ type: 'isolation_changed', isolated });
}

export function reopen({ state, port, mailbox }: World, index: number): void {
  const poisoned = [...state.poisoned.keys()];
  const id = poisoned[index % Math.max(1, poisoned.length)];
  if (id === undefined) return;
  port.reopen(id);
  mailbox.push({ type: 'store_reopened', storeId: id });
}

export function drain(world: World): void {
  if (world.drainer !== undefined || world.drained) return;
  world.drainer = world.nextCaller();
  if (world.state.breaker.state === 'open') {
    world.coverage.reached('it drained with an open breaker');
  }
  world.mailbox.push({ type: 'drain', caller: world.drainer });
}

/** Who still waits when a worker has crashed, and who hears that it will not be answered. */
export function refuseAfterCrash({ callers, state, coverage }: World): void {
  for (const { number, taken } of [...callers.values()]) {
    if (!taken || state.waiting.has(number)) continue;
    callers.delete(number);
    coverage.reached('a caller was refused after a crash');
  }
}
