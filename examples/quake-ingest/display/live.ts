/** Draws the figures while a run goes on. */

import type { Replay } from '../replay.ts';
import { Rate } from './rate.ts';
import type { Screen } from './screen.ts';
import type { Tally } from './tally.ts';
import type { View } from './view.ts';

export class Live {
  private readonly screen: Screen;
  private readonly tally: Tally;
  private readonly replay: Replay;
  private readonly signal: AbortSignal;
  private readonly rate = new Rate();
  private readonly timer: NodeJS.Timeout;
  private phase: View['phase'] = 'replaying';

  constructor(screen: Screen, tally: Tally, replay: Replay, signal: AbortSignal) {
    this.screen = screen;
    this.tally = tally;
    this.replay = replay;
    this.signal = signal;
    this.timer = setInterval(() => this.draw(), screen.drawEveryMs);
    this.draw();
  }

  /** The replay is over; what is not durable yet will be. */
  lastFences(): void {
    this.phase = 'last fences';
  }

  /** Draws once more and gives the terminal back. */
  end(): void {
    clearInterval(this.timer);
    this.phase = this.signal.aborted ? 'stopped' : 'done';
    this.draw();
    this.screen.close();
  }

  private draw(): void {
    const { tally, replay } = this;
    const { elapsedMs } = replay;
    const accepted = tally.sum('accepted');
    const view: View = {
      phase: this.signal.aborted && this.phase !== 'stopped' ? 'stopping' : this.phase,
      reached: replay.reached,
      elapsedMs,
      expected: tally.expected,
      accepted,
      durable: tally.sum('durable'),
      perSecond: this.rate.sample(accepted, elapsedMs),
      stores: [...tally.stores.values()],
    };
    this.screen.draw(view);
  }
}
