import { inspect } from 'node:util';
import {
  type AnyProcess,
  type ProcessHome,
  type ProcessInfo,
  toPid,
  type Watcher,
} from './any-process.ts';
import type { CallerContext } from './caller-context.ts';
import { setCurrentProcess } from './current-process.ts';
import { ACCEPTED, type Delivery } from './delivery.ts';
import { describeExit, type ExitReason, isAbnormal } from './exit-reason.ts';
import { Mailbox } from './mailbox.ts';
import type { NactActor } from './nact-host.ts';
import type { Message } from './pid.ts';
import { reasonOf } from './process-exit.ts';
import type { Turn } from './scheduler.ts';
import { exitMessage } from './signals.ts';

/** How many microtask turns an empty process waits for the next message before it sleeps. */
const LINGER_TURNS = 8;

const NEXT_MICROTASK = Promise.resolve();

/** What stands in a mailbox: a message with what its sender saw. */
export interface Delivered {
  readonly context: CallerContext | undefined;
}

/**
 * One process: a mailbox, the loop that drains it, and everything that others can hold on to it
 * by: links, monitors, a name. What a message means is decided by the subclass in `receive`.
 *
 * Ending is immediate for everybody else even when a callback still runs: the process leaves all
 * tables, whoever waits is told, and whatever the abandoned callback does later has no effect.
 */
export abstract class Process<Envelope extends Delivered> implements AnyProcess {
  readonly id: number;
  readonly system: ProcessHome;
  readonly parent: AnyProcess | undefined;
  name: string | undefined;
  trapExit = false;
  exitReason: ExitReason | undefined;

  protected readonly mailbox: Mailbox<Envelope> = new Mailbox();
  private readonly actor: NactActor;
  private awake = false;
  /** A callback has been called and its promise has not settled. */
  private busy = false;
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
  abstract deliverInfo(message: Message): void;
  /** Only servers have bounded mailboxes. */
  offer(message: Message): Delivery {
    this.deliverInfo(message);
    return ACCEPTED;
  }

  abstract takeWaiting(matches: (message: Message) => boolean): Message | undefined;

  /** Handles one message. Answers a promise only if it has to be waited for; it never rejects. */
  protected abstract receive(envelope: Envelope): Promise<void> | undefined;

  /** Called once, when the process has left all tables. Runs no user code. */
  protected abstract ended(reason: ExitReason, unhandled: readonly Envelope[]): void;

  deliver(envelope: Envelope): void {
    if (this.exitReason !== undefined) return;
    this.mailbox.push(envelope);
    if (this.awake) return;
    this.awake = true;
    this.actor.wake();
  }

  link(other: AnyProcess): void {
    if (other === this) return;
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
    this.actor.stop();
    for (const resource of this.resources ?? []) resource[Symbol.dispose]();
    this.resources = undefined;
    this.ended(reason, this.mailbox.takeAll());
    if (isAbnormal(reason)) this.reportCrash(reason, details?.());
    this.system.exits.add(() => {
      this.tellOthers(reason);
    });
  }

  info(): ProcessInfo {
    return {
      name: this.name,
      status: this.busy || this.mailbox.size > 0 ? 'running' : 'waiting',
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

  private async drain(): Promise<void> {
    let turn = this.system.scheduler.firstTurn();
    let idle = 0;
    while (this.alive) {
      if (this.mailbox.size > 0) {
        idle = 0;
        const waiting = this.work(turn);
        if (waiting !== undefined) {
          this.busy = true;
          await waiting;
          this.busy = false;
        }
        if (turn.over) turn = await this.system.scheduler.nextTurn();
      } else if (idle < LINGER_TURNS) {
        // A caller that awaits and calls again is served without a trip through the event loop.
        idle += 1;
        await NEXT_MICROTASK;
      } else {
        this.awake = false;
        return;
      }
    }
  }

  /** Handles messages until none is left, the turn is over, or one has to be waited for. */
  private work(turn: Turn): Promise<void> | undefined {
    for (let next = this.mailbox.shift(); next !== undefined; next = this.mailbox.shift()) {
      const waiting = this.handle(next);
      if (turn.spent() || waiting !== undefined) return waiting;
    }
    return undefined;
  }

  private handle(envelope: Envelope): Promise<void> | undefined {
    const { context } = envelope;
    setCurrentProcess(this);
    try {
      if (context === undefined) return this.receive(envelope);
      return context.runInAsyncScope(() => this.receive(envelope));
    } catch (error) {
      // Whatever slips through `receive` must end the process, not leave it deaf.
      this.end(reasonOf(error));
      return undefined;
    } finally {
      setCurrentProcess(undefined);
    }
  }
}
