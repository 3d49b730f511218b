import type { Random } from './random.ts';
import type { Fields } from './scenario.ts';

const NEVER_MS = 90_000;
const TIMER_MS = [400, 700, NEVER_MS];
const SLEEP_MS = [300, 600, 1000];

/** On real OTP the operations themselves take time: how much later than planned a moment may be. */
const SLACK_MS = 250;
const MARGIN_MS = 60;
const MOST_SLEEPS = 3;

/** Timers of a scenario: at no moment is it a close thing whether one has gone off. */
export class Timers {
  private readonly random: Random;
  private readonly dueAt = new Map<string, number>();
  private now = 0;
  private sleeps = 0;

  constructor(random: Random) {
    this.random = random;
  }

  start(ms = this.random.pick(TIMER_MS)): { ref: string; ms: number } {
    const ref = `t${this.dueAt.size + 1}`;
    this.dueAt.set(ref, this.now + ms);
    return { ref, ms };
  }

  /** One that was started, or a name that stands for none. */
  some(): string {
    const refs = [...this.dueAt.keys()];
    return refs.length === 0 || this.random.chance(0.1) ? 'none' : this.random.pick(refs);
  }

  /** A pause after which every timer is clearly over or clearly not. */
  sleep(): Fields | undefined {
    const clear = SLEEP_MS.filter((ms) => this.isClear(this.now + ms));
    if (clear.length === 0 || this.sleeps === MOST_SLEEPS) return undefined;
    const ms = this.random.pick(clear);
    this.now += ms;
    this.sleeps += 1;
    return { op: 'sleep', ms };
  }

  private isClear(moment: number): boolean {
    return [...this.dueAt.values()].every(
      (due) => due < moment - MARGIN_MS || due > moment + SLACK_MS,
    );
  }
}
