import { Mailbox } from '../process/mailbox.ts';
import type { Envelope } from './envelope.ts';

/** What a suspended server has been sent: it waits, in order, until the server is resumed. */
export class Suspension {
  private readonly waiting = new Mailbox<Envelope>();

  get held(): number {
    return this.waiting.size;
  }

  hold(item: Envelope): void {
    this.waiting.push(item);
  }

  take(matches: (item: Envelope) => boolean): Envelope | undefined {
    return this.waiting.removeFirst(matches);
  }

  release(): Envelope[] {
    return this.waiting.takeAll();
  }
}
