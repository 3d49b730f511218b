import { type AnyProcess, toPid, type Watcher } from './any-process.ts';
import type { ExitReason } from './exit-reason.ts';
import type { MonitorRef } from './pid.ts';
import type { Down } from './signals.ts';

/** One watch of one process over another; its end becomes one DOWN in the owner's mailbox. */
export class Monitor implements Watcher, Disposable {
  private readonly owner: AnyProcess;
  private readonly target: AnyProcess | undefined;

  /** Without a target, since nobody has its name, the DOWN comes at once. */
  constructor(owner: AnyProcess, target: AnyProcess | undefined) {
    this.owner = owner;
    this.target = target;
    // The abandoned callback of a process that has ended watches nobody.
    if (!owner.alive) return;
    owner.own(this);
    if (target === undefined) this.notify('noproc');
    else target.watch(this);
  }

  notify(reason: ExitReason): void {
    if (!this.owner.disown(this)) return;
    const ref = this as unknown as MonitorRef;
    const down: Down = { type: 'DOWN', ref, pid: this.target && toPid(this.target), reason };
    this.owner.deliverInfo(down);
  }

  /** Whether it was still watching. With `flush` a DOWN that waits unhandled is taken away too. */
  stop(flush: boolean): boolean {
    const ref = this as unknown as MonitorRef;
    const watching = this.owner.disown(this);
    if (watching) this.target?.unwatch(this);
    else if (flush) this.owner.takeWaiting((message) => (message as Partial<Down>).ref === ref);
    return watching;
  }

  [Symbol.dispose](): void {
    this.target?.unwatch(this);
  }
}
