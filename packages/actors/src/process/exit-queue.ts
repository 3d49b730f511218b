import { Mailbox } from './mailbox.ts';

/**
 * Tells of ends one after the other, however many follow from the first: a long chain of links
 * must not become a deep stack. One that fails must not keep the others from being told.
 */
export class ExitQueue {
  private readonly waiting = new Mailbox<() => void>();
  private readonly onError: (error: unknown) => void;
  private running = false;

  constructor(onError: (error: unknown) => void) {
    this.onError = onError;
  }

  add(tell: () => void): void {
    this.waiting.push(tell);
    if (this.running) return;
    this.running = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      try {
        next();
      } catch (error) {
        this.onError(error);
      }
    }
    this.running = false;
  }
}
