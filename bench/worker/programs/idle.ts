/** P5: many workers below a supervisor, none of which has anything to do. */
import {
  ActorSystem,
  type Clock,
  PersistenceWorker,
  silentLogger,
  systemClock,
} from '@holdfast/actors';
import { DynamicSupervisor } from '@holdfast/supervision';
import type { Answer } from '../../contenders/protocol.ts';

let timers = 0;

/** Real time, with its timers counted. */
const counting: Clock = {
  ...systemClock,
  setTimer: (ms, callback, options) => {
    timers += 1;
    let armed = true;
    const over = (): void => {
      if (armed) timers -= 1;
      armed = false;
    };
    const timer = systemClock.setTimer(
      ms,
      () => {
        over();
        callback();
      },
      options,
    );
    return {
      cancel: () => {
        over();
        timer.cancel();
      },
    };
  },
};

const system = new ActorSystem({ logger: silentLogger, clock: counting });
const supervisor = await DynamicSupervisor.start(system, {});
const store = { fence: () => Promise.resolve() };
let started = 0;

/** Lets the crowd grow to so many. Each fences once, so that none is merely not yet begun. */
export async function grow(count: number): Promise<Answer> {
  for (; started < count; started += 1) {
    const spec = PersistenceWorker.childSpec({ storeId: `s-${started}`, store, environment: {} });
    const { worker, ...child } = spec;
    const answer = await DynamicSupervisor.startChild(supervisor, child);
    if (!answer.ok) throw new Error('a worker did not start');
    PersistenceWorker.requestPersistence(worker);
    const forced = await PersistenceWorker.forcePersistence(worker);
    if (!forced.ok) throw new Error('a fence failed');
  }
  return { done: started };
}

/** Timers that are armed now, of all workers together. */
export function armed(): Promise<Answer> {
  return Promise.resolve({ timers });
}
