import { HoldfastError } from '../errors.ts';
import type { ActorSystem } from '../process/actor-system.ts';
import type { AnyPid } from '../process/pid.ts';
import { processInfo } from '../process/process-verbs.ts';

/**
 * A process that has something to do does some of it within this many turns of the event loop: one
 * in which it is woken, one in which it runs, and one to spare.
 */
const TURNS_OF_A_WAKE = 3;

/** Far more turns than anything takes that comes to an end. */
const MOST_TURNS = 100_000;

/**
 * Lets the processes of a system run until none of them goes on by itself: for some turns of the
 * event loop nobody has come, gone, taken a message or finished one. Answers those that are in the
 * middle of something and wait there, for time or for somebody outside: servers with a callback that
 * has not settled, plain processes that are not in `receive`.
 *
 * For code that waits for processes and clocks only: a file or a socket takes turns that nobody can
 * count. Rejects with `ERR_NOT_QUIET` when there is no end to it.
 */
export async function quiescence(system: ActorSystem): Promise<readonly AnyPid[]> {
  let before = '';
  let still = 0;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    const now = snapshot(system);
    still = now === before ? still + 1 : 0;
    if (still === TURNS_OF_A_WAKE) return system.list().filter(isBusy);
    before = now;
  }
  throw new HoldfastError('ERR_NOT_QUIET', `processes still run after ${MOST_TURNS} turns`);
}

/** All that changes when a process does something: pids are never used twice. */
function snapshot(system: ActorSystem): string {
  const seen = system.list().map((pid) => {
    const { status, messageQueueLength } = processInfo(pid) ?? {};
    return `${pid.id} ${status} ${messageQueueLength}`;
  });
  return seen.join();
}

function isBusy(pid: AnyPid): boolean {
  return processInfo(pid)?.status === 'running';
}
