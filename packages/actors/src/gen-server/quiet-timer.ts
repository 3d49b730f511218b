import type { Clock, Timer } from '../process/clock.ts';
import { type Envelope, envelope } from './envelope.ts';

/** Delivers one timeout envelope unless it is cancelled, as it is by any message that comes first. */
export class QuietTimer {
  readonly ms: number;
  private readonly timer: Timer;

  constructor(clock: Clock, ms: number, deliver: (envelope: Envelope) => void) {
    this.ms = ms;
    this.timer = clock.setTimer(ms, () => deliver(envelope('timeout', this)));
  }

  cancel(): void {
    this.timer.cancel();
  }
}
