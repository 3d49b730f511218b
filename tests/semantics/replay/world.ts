import { ActorSystem, type AnyPid, silentLogger } from '@holdfast/actors';
import { ManualClock, quiescence } from '@holdfast/actors/testing';

/** Whether a process that waits in the middle of something counts as at rest. */
export type Exempt = (pid: AnyPid) => boolean;

/** Where one scenario takes place: an actor system of its own, and time that moves when it has to. */
export class World {
  readonly clock = new ManualClock();
  readonly system = new ActorSystem({ clock: this.clock, logger: silentLogger });

  /**
   * Does something and waits for its end. Everything that can happen without new time happens
   * first; then time goes on to the next timer, and so on.
   */
  async perform<T>(run: () => T | Promise<T>): Promise<T> {
    const done = Promise.resolve().then(run);
    const progress = { isDone: false };
    const note = (): void => {
      progress.isDone = true;
    };
    done.then(note, note);
    for (;;) {
      await quiescence(this.system);
      if (progress.isDone) return done;
      if (!(await this.nextTimer())) throw new Error('waits for something that never comes');
    }
  }

  /**
   * Waits until nothing more will happen without a new stimulus. Timers that run may run on; but a
   * process in the middle of something is waited for, unless it is exempt.
   */
  async settle(exempt: Exempt = () => false): Promise<void> {
    for (;;) {
      const busy = await quiescence(this.system);
      if (busy.every(exempt) || !(await this.nextTimer())) return;
    }
  }

  /** Lets this much time pass. */
  async sleep(ms: number): Promise<void> {
    const end = this.clock.now() + ms;
    await quiescence(this.system);
    while (this.clock.now() + (this.clock.untilNextTimer ?? Number.POSITIVE_INFINITY) <= end) {
      await this.nextTimer();
      await quiescence(this.system);
    }
    await this.clock.advance(end - this.clock.now());
  }

  /** Ends whatever is left. */
  close(): Promise<void> {
    return this.perform(() => this.system.close());
  }

  /** Moves time to the next timer, if there is one. */
  private async nextTimer(): Promise<boolean> {
    const ms = this.clock.untilNextTimer;
    if (ms !== undefined) await this.clock.advance(ms);
    return ms !== undefined;
  }
}
