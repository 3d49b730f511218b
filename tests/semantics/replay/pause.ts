import { isAlive, type Parent } from '@holdfast/actors';

/** Sleeps as a process does: one that has ended meanwhile never wakes up. */
export function pause(ms: number | 'infinity', { self, system }: Parent): Promise<void> {
  return new Promise((resolve) => {
    if (ms === 'infinity') return;
    system.clock.setTimer(ms, () => {
      if (isAlive(self)) resolve();
    });
  });
}
