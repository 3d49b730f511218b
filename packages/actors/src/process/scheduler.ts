import { performance } from 'node:perf_hooks';

/** How much one process may do before it lets the event loop run. */
const TURN_MESSAGES = 2_000;
const TURN_MS = 10;

/** Looking at the clock costs more than a message; a slow handler is still noticed early. */
const MESSAGES_PER_LOOK = 16;

/**
 * What one process may do in its present turn. When it is over the process waits for the next
 * turn of the event loop, so that no mailbox starves timers, sockets or other processes.
 */
export class Turn {
  /** Whether it is used up. */
  over = false;
  private left: number;
  private untilLook = MESSAGES_PER_LOOK;
  private readonly deadline: number;

  constructor(sharers: number) {
    this.left = Math.max(1, Math.floor(TURN_MESSAGES / sharers));
    this.deadline = performance.now() + TURN_MS / sharers;
  }

  /** Counts one message that has been handled; true when the turn is over. */
  spent(): boolean {
    this.left -= 1;
    this.untilLook -= 1;
    if (this.untilLook > 0 && this.left > 0) return false;
    this.untilLook = MESSAGES_PER_LOOK;
    this.over = this.left <= 0 || performance.now() >= this.deadline;
    return this.over;
  }
}

/** Busy processes in line for the next turn of the event loop; they share it evenly. */
export class Scheduler {
  private waiting: ((turn: Turn) => void)[] = [];

  /** A turn for a process that has just been woken. */
  firstTurn(): Turn {
    return new Turn(this.waiting.length + 1);
  }

  /** Resolves in the next turn of the event loop, after timers and I/O had their chance. */
  nextTurn(): Promise<Turn> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) setImmediate(() => this.resume());
    });
  }

  private resume(): void {
    const ready = this.waiting;
    this.waiting = [];
    // Each gets its own turn when it resumes: an even share of one turn's work.
    for (const resolve of ready) resolve(new Turn(ready.length));
  }
}
