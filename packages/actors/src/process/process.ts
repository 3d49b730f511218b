import { inspect } from 'node:util';
import {
  type AnyProcess,
  type ProcessHome,
  type ProcessInfo,
  toPid,
  type Watcher,
} from './any-process.ts';
import { setCurrentProcess } from './current-process.ts';
import { ACCEPTED, type Delivery } from './delivery.ts';
import { describeExit, type ExitReason, isAbnormal } from './exit-reason.ts';
import { type Delivered, MessageLoop } from './message-loop.ts';
import type { Message } from './pid.ts';
import { reasonOf } from './process-exit.ts';
import { exitMessage } from './signals.ts';

/**
 * One process: a mailbox, the loop that drains it, and everything that others can hold on to it
 * by: links, monitors, a name. What a message means is decided by the subclass in `receive`.
 *
 * Ending is immediate for everybody else even when a callback still runs: the process leaves all
 * tables, whoever waits is told, and whatever the abandoned callback does later has no effect.
 */
export abstract class Process<Envelope extends Delivered>
  extends MessageLoop<Envelope>
  implements AnyProcess
{
  readonly id: number;
  override readonly system: ProcessHome;
  readonly parent: AnyProcess | undefined;
  name: string | undefined = undefined;
  trapExit = false;
  exitReason: ExitReason | undefined = undefined;

  private links: Set<AnyProcess> | undefined = undefined;
  private watchers: Set<Watcher> | undefined = undefined;
  private resources: Set<Disposable> | undefined = undefined;

  constructor(system: ProcessHome, parent: AnyProcess | undefined) {
    super(system.host);
    this.system = system;
    this.parent = parent;
    this.id = system.adopt(this);
    if (parent !== undefined) this.link(parent);
  }

  get alive(): boolean {
    return this.exitReason === undefined;
  }

  /** A pid in a log line or an error is its number and name, not all that hangs on it. */
  toJSON(): { id: number; name: string | undefined } {
    return { id: this.id, name: this.name };
  }

  static {
    Object.defineProperty(this.prototype, inspect.custom, {
      value(this: AnyProcess): string {
        return `#Pid<${this.id}${this.name === undefined ? '' : ` ${this.name}`}>`;
      },
    });
  }

  /** Tells a pid from anything else, also across copies of this package installed side by side. */
  get isHoldfastPid(): true {
    return true;
  }

  abstract requestStop(reason: ExitReason): void;
  abstract deliverInfo(message: Message): void;
  /** Only servers have bounded mailboxes. */
  offer(message: Message): Delivery {
    this.deliverInfo(message);
    return ACCEPTED;
  }

  abstract takeWaiting(matches: (message: Message) => boolean): Message | undefined;

  /** Called once, when the process has left all tables. Runs no user code. */
  protected abstract ended(reason: ExitReason, unhandled: readonly Envelope[]): void;

  link(other: AnyProcess): void {
    // The abandoned callback of a process that has ended links it to nobody.
    if (other === this || !this.alive || !other.alive) return;
    this.setLink(other, true);
    other.setLink(this, true);
  }

  unlink(other: AnyProcess): void {
    this.setLink(other, false);
    other.setLink(this, false);
  }

  setLink(other: AnyProcess, linked: boolean): void {
    if (!linked) {
      this.links?.delete(other);
    } else {
      this.links ??= new Set();
      this.links.add(other);
    }
  }

  watch(watcher: Watcher): void {
    if (!this.alive) {
      watcher.notify('noproc');
      return;
    }
    this.watchers ??= new Set();
    this.watchers.add(watcher);
  }

  unwatch(watcher: Watcher): void {
    this.watchers?.delete(watcher);
  }

  own(resource: Disposable): void {
    if (!this.alive) {
      resource[Symbol.dispose]();
      return;
    }
    this.resources ??= new Set();
    this.resources.add(resource);
  }

  owns(resource: Disposable): boolean {
    return this.resources?.has(resource) ?? false;
  }

  disown(resource: Disposable): boolean {
    return this.resources?.delete(resource) ?? false;
  }

  signal(from: AnyProcess | undefined, reason: ExitReason, viaLink: boolean): void {
    if (!this.alive) return;
    if (reason === 'kill' && !viaLink) this.end('killed');
    else if (this.trapExit) {
      this.deliverInfo(exitMessage(from && toPid(from), reason));
    } else if (reason !== 'normal' || from === this) this.end(reason);
  }

  end(reason: ExitReason): void {
    this.endWith(reason);
  }

  /** `details`: what a crash report says besides the reason. */
  protected endWith(reason: ExitReason, details?: () => Readonly<Record<string, unknown>>): void {
    if (!this.alive) return;
    this.exitReason = reason;
    this.system.release(this);
    const unhandled = this.close();
    for (const resource of this.resources ?? []) resource[Symbol.dispose]();
    this.resources = undefined;
    this.ended(reason, unhandled);
    try {
      if (isAbnormal(reason)) this.reportCrash(reason, details?.());
    } finally {
      this.system.exits.add(() => {
        this.tellOthers(reason);
      });
    }
  }

  info(): ProcessInfo {
    return {
      name: this.name,
      status: this.isBusy ? 'running' : 'waiting',
      messageQueueLength: this.mailbox.size,
      links: [...(this.links ?? [])].map((process) => toPid(process)),
      watchers: this.watchers?.size ?? 0,
      trapExit: this.trapExit,
      parent: this.parent && toPid(this.parent),
    };
  }

  private reportCrash(reason: ExitReason, details?: Readonly<Record<string, unknown>>): void {
    this.system.logger.error('process ended abnormally', {
      process: this.name ?? this.id,
      reason: describeExit(reason),
      ...(typeof reason === 'object' && 'error' in reason ? { error: reason.error } : {}),
      ...details,
    });
  }

  private tellOthers(reason: ExitReason): void {
    const { links, watchers } = this;
    this.links = undefined;
    this.watchers = undefined;
    for (const other of links ?? []) {
      other.setLink(this, false);
      other.signal(this, reason, true);
    }
    for (const watcher of watchers ?? []) watcher.notify(reason);
  }

  protected override failed(error: unknown): void {
    this.end(reasonOf(error));
  }

  protected override workBegins(): void {
    setCurrentProcess(this);
  }

  protected override workEnds(): void {
    setCurrentProcess(undefined);
  }
}
