import { inspect } from 'node:util';
import { type AnyProcess, type ProcessHome, toPid, type Watcher } from './any-process.ts';
import { type ExitReason, isAbnormal } from './exit-reason.ts';
import { Mailbox } from './mailbox.ts';
import type { NactActor } from './nact-host.ts';
import type { AnyPid, MonitorRef } from './pid.ts';
import type { Down, Exit } from './signals.ts';

/** How many microtask turns an empty process waits for the next message before it sleeps. */
const LINGER_TURNS = 8;

const NEXT_MICROTASK = Promise.resolve();

/**
 * One process: a mailbox, the loop that drains it, and everything that others can hold on to it
 * by: links, monitors, a name. What a message means is decided by the subclass in `receive`.
 *
 * Ending is immediate for everybody else even when a callback still runs: the process leaves all
 * tables, whoever waits is told, and whatever the abandoned callback does later has no effect.
 */
export abstract class Process<Envelope> implements AnyProcess {
  readonly id: number;
  readonly system: ProcessHome;
  readonly parent: AnyProcess | undefined;
  name: string | undefined;
  trapExit = false;
  exitReason: ExitReason | undefined;

  private readonly mailbox: Mailbox<Envelope> = new Mailbox();
  private readonly actor: NactActor;
  private awake = false;
  private links: Set<AnyProcess> | undefined;
  private watchers: Set<Watcher> | undefined;
  private resources: Set<Disposable> | undefined;

  constructor(system: ProcessHome, parent: AnyProcess | undefined) {
    this.system = system;
    this.parent = parent;
    this.id = system.adopt(this);
    this.actor = system.host.spawn(() => this.drain());
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

  /** Handles one message. Answers a promise only if it has to be waited for. */
  protected abstract receive(envelope: Envelope): Promise<void> | undefined;

  /** The envelope in which this process gets an exit signal that it traps, or a DOWN. */
  protected abstract wrap(signal: Exit | Down): Envelope;

  /** Called once, when the process has left all tables. Runs no user code. */
  protected abstract ended(reason: ExitReason, unhandled: readonly Envelope[]): void;

  deliver(envelope: Envelope): void {
    if (!this.alive) return;
    this.mailbox.push(envelope);
    if (this.awake) return;
    this.awake = true;
    this.actor.wake();
  }

  /** Handled next, before everything that waits. Only from within `receive`. */
  protected deliverFirst(envelope: Envelope): void {
    if (this.alive) this.mailbox.unshift(envelope);
  }

  link(other: AnyProcess): void {
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
    } else if (this.alive) {
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

  receiveDown(ref: MonitorRef, pid: AnyPid, reason: ExitReason): void {
    this.deliver(this.wrap({ type: 'DOWN', ref, pid, reason }));
  }

  own(resource: Disposable): void {
    if (!this.alive) {
      resource[Symbol.dispose]();
      return;
    }
    this.resources ??= new Set();
    this.resources.add(resource);
  }

  disown(resource: Disposable): boolean {
    return this.resources?.delete(resource) ?? false;
  }

  signal(from: AnyProcess | undefined, reason: ExitReason, viaLink: boolean): void {
    if (!this.alive) return;
    if (reason === 'kill' && !viaLink) this.end('killed');
    else if (this.trapExit) {
      this.deliver(this.wrap({ type: 'EXIT', pid: from && toPid(from), reason }));
    } else if (reason !== 'normal' || from === this) this.end(reason);
  }

  end(reason: ExitReason): void {
    if (!this.alive) return;
    this.exitReason = reason;
    this.system.release(this);
    this.actor.stop();
    for (const resource of this.resources ?? []) resource[Symbol.dispose]();
    this.resources = undefined;
    this.ended(reason, this.mailbox.takeAll());
    if (isAbnormal(reason)) this.system.reportCrash(this, reason);
    this.system.exits.add(() => {
      this.tellOthers(reason);
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

  private async drain(): Promise<void> {
    let turn = this.system.scheduler.firstTurn();
    let idle = 0;
    while (this.alive) {
      const envelope = this.mailbox.shift();
      if (envelope === undefined) {
        // A caller that awaits and calls again is served without a trip through the event loop.
        if (idle === LINGER_TURNS) {
          this.awake = false;
          return;
        }
        idle += 1;
        await NEXT_MICROTASK;
        continue;
      }
      idle = 0;
      try {
        const settled = this.receive(envelope);
        if (settled !== undefined) await settled;
      } catch (error) {
        // Whatever slips through `receive` must end the process, not leave it deaf.
        this.end({ error });
      }
      if (turn.spent()) turn = await this.system.scheduler.nextTurn();
    }
  }
}
