/**
 * Tells of ends one after the other, however many follow from the first: a long chain of links
 * must not become a deep stack.
 */
export class ExitQueue {
  private readonly waiting: (() => void)[] = [];
  private running = false;

  add(tell: () => void): void {
    this.waiting.push(tell);
    if (this.running) return;
    this.running = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) next();
    this.running = false;
  }
}
