import { performance } from 'node:perf_hooks';

/** How much one process may do before it lets the event loop run. */
const TURN_MESSAGES = 2_000;
const TURN_MS = 10;

/**
 * Looking at the clock costs more than a message, and a handler that turns slow must still be
 * noticed early: how many messages pass between two looks depends on how long the last ones took.
 */
const MESSAGES_PER_LOOK = { quick: 64, slow: 16 };
const QUICK_MS = 0.1;

/**
 * What one process may do in its present turn. When it is over the process waits for the next
 * turn of the event loop, so that no mailbox starves timers, sockets or other processes.
 */
export class Turn {
  /** Whether it is used up. */
  over = false;
  private left: number;
  private lookAt: number;
  private lastLook: number;
  private readonly deadline: number;

  constructor(sharers: number) {
    this.lastLook = performance.now();
    this.left = Math.max(1, Math.floor(TURN_MESSAGES / sharers));
    this.lookAt = Math.max(0, this.left - MESSAGES_PER_LOOK.slow);
    this.deadline = this.lastLook + TURN_MS / sharers;
  }

  /** Counts one message that has been handled; true when the turn is over. */
  spent(): boolean {
    this.left -= 1;
    return this.left <= this.lookAt && this.look();
  }

  private look(): boolean {
    const now = performance.now();
    const pace = now - this.lastLook < QUICK_MS ? 'quick' : 'slow';
    this.lastLook = now;
    this.lookAt = Math.max(0, this.left - MESSAGES_PER_LOOK[pace]);
    this.over = this.left <= 0 || now >= this.deadline;
    return this.over;
  }
}

/** A loop as its scheduler sees it. */
export interface Restful {
  takeTurn(turn: Turn): void;
  /** The event loop turns, and it had nothing to do when it was put in line. */
  rest(): void;
}

/** Who goes on, and who sleeps, when the event loop turns. */
export class Scheduler {
  private busy: Restful[] = [];
  private drowsy: Restful[] = [];

  /** A turn for a process that has just been woken. */
  firstTurn(): Turn {
    return new Turn(this.busy.length + 1);
  }

  /** Gives it a turn in the next turn of the event loop, after timers and I/O had their chance. */
  queue(process: Restful): void {
    this.busy.push(process);
    if (this.busy.length === 1) setImmediate(() => this.resume());
  }

  /** Lets it sleep in the next turn of the event loop, if nothing has come for it by then. */
  putToRest(process: Restful): void {
    this.drowsy.push(process);
    if (this.drowsy.length === 1) setImmediate(() => this.restAll());
  }

  /** All of them share one turn's work evenly. */
  private resume(): void {
    const ready = this.busy;
    this.busy = [];
    for (const process of ready) process.takeTurn(new Turn(ready.length));
  }

  private restAll(): void {
    const tired = this.drowsy;
    this.drowsy = [];
    for (const process of tired) process.rest();
  }
}
