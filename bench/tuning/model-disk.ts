import type { FencePort } from '@holdfast/actors/ports';
import type { ManualClock } from '@holdfast/actors/testing';

/** What one sync costs: fixed, and for each store that shares it. */
const FIXED_MS = 5;
const EACH_MS = 0.1;

/**
 * A disk of which everybody knows what it costs, so that a plot shows the option and not the machine.
 * Fences that begin together share a sync, as those of an engine do.
 */
export class ModelDisk implements FencePort {
  /** Fences never come back. */
  hangs = false;
  syncs = 0;
  fences = 0;
  private readonly clock: ManualClock;
  private group: (() => void)[] | undefined;

  constructor(clock: ManualClock) {
    this.clock = clock;
  }

  fence(): Promise<void> {
    this.fences += 1;
    if (this.hangs) return new Promise(() => undefined);
    return new Promise((resolve) => {
      if (this.group === undefined) this.begin();
      this.group?.push(resolve);
    });
  }

  private begin(): void {
    const group: (() => void)[] = [];
    this.group = group;
    this.syncs += 1;
    // Who begins in this turn belongs together.
    queueMicrotask(() => {
      this.group = undefined;
      this.clock.setTimer(FIXED_MS + EACH_MS * group.length, () => {
        for (const resolve of group) resolve();
      });
    });
  }
}
