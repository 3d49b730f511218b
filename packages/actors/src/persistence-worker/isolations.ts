import type { IsolationChanged } from './messages.ts';

/** One who holds a worker isolated. */
export interface Isolation {
  /** Lets go; when the last one does, the worker probes its store and goes on. Idempotent. */
  release(): void;
  /** Lets go at the end of a `using` block. */
  [Symbol.dispose](): void;
}

/** Who holds the breaker of a worker open by hand. They are counted, and outlive every crash. */
export class Isolations {
  private holders: Set<Isolation> | undefined;
  private readonly tell: (message: IsolationChanged) => void;

  constructor(tell: (message: IsolationChanged) => void) {
    this.tell = tell;
  }

  get held(): boolean {
    return (this.holders?.size ?? 0) > 0;
  }

  hold(): Isolation {
    const holders = (this.holders ??= new Set());
    const release = (): void => {
      if (holders.delete(isolation) && !this.held) this.changed();
    };
    const isolation: Isolation = { release, [Symbol.dispose]: release };
    holders.add(isolation);
    if (holders.size === 1) this.changed();
    return isolation;
  }

  private changed(): void {
    this.tell({ type: 'isolation_changed', isolated: this.held });
  }
}
