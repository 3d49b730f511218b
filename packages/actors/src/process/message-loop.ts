import type { CallerContext } from './caller-context.ts';
import { Mailbox } from './mailbox.ts';
import type { NactActor, NactHost } from './nact-host.ts';
import type { Restful, Scheduler, Turn } from './scheduler.ts';

const NEXT_MICROTASK = Promise.resolve();

/** What stands in a mailbox: a message with what its sender saw. */
export interface Delivered {
  readonly context: CallerContext | undefined;
}

/** What a loop needs of the actor system. */
export interface LoopHome {
  readonly scheduler: Scheduler;
}

/**
 * A mailbox and the loop that drains it, on one nact actor. Asleep, a loop is woken by one nact
 * message. One that has only just run dry is drowsy until the event loop turns: a message wakes it
 * in a microtask, so that who awaits an answer and calls again never waits for a turn.
 */
export abstract class MessageLoop<Envelope extends Delivered> implements Restful {
  protected readonly mailbox: Mailbox<Envelope> = new Mailbox();
  abstract readonly system: LoopHome;
  private readonly actor: NactActor;
  private activity: 'asleep' | 'drowsy' | 'working' | 'waiting' | 'over' = 'asleep';
  /** It stands in line to be put to sleep when the event loop turns. */
  private resting = false;
  private turn: Turn | undefined = undefined;
  /** Tells nact that the present wake is over. */
  private fallAsleep: (() => void) | undefined = undefined;
  private step: (() => void) | undefined = undefined;

  constructor(host: NactHost) {
    this.actor = host.spawn(() => this.wake());
  }

  /** A callback has been called and its promise has not settled, or messages wait. */
  protected get isBusy(): boolean {
    return this.activity === 'waiting' || this.mailbox.size > 0;
  }

  /** Handles one message. Answers a promise only if it has to be waited for; it never rejects. */
  protected abstract receive(envelope: Envelope): Promise<void> | undefined;

  /** `receive` threw, which it should not. */
  protected abstract failed(error: unknown): void;

  /** Around a stretch of messages of this loop. */
  protected abstract workBegins(): void;
  protected abstract workEnds(): void;

  deliver(envelope: Envelope): void {
    const { activity } = this;
    if (activity === 'over') return;
    this.mailbox.push(envelope);
    if (activity === 'drowsy') this.continueSoon();
    else if (activity === 'asleep') this.wakeLater();
  }

  /** Stops for good. Answers what nobody has handled. */
  protected close(): Envelope[] {
    this.activity = 'over';
    this.actor.stop();
    this.fallAsleep?.();
    return this.mailbox.takeAll();
  }

  /** The event loop turns: what has nothing to do sleeps. */
  rest(): void {
    this.resting = false;
    if (this.activity !== 'drowsy') return;
    this.activity = 'asleep';
    this.turn = undefined;
    this.step = undefined;
    this.mailbox.shrink();
    this.fallAsleep?.();
    this.fallAsleep = undefined;
  }

  /** Its turn in the line of those that have more to do. */
  takeTurn(turn: Turn): void {
    this.turn = turn;
    this.work();
  }

  private wakeLater(): void {
    this.activity = 'working';
    this.actor.wake();
  }

  private continueSoon(): void {
    this.activity = 'working';
    this.step ??= () => this.work();
    void NEXT_MICROTASK.then(this.step);
  }

  /** Called by nact. Settles when this loop sleeps again. */
  private wake(): Promise<void> {
    if (this.stopped) return NEXT_MICROTASK;
    return new Promise((resolve) => {
      this.fallAsleep = resolve;
      this.takeTurn(this.system.scheduler.firstTurn());
    });
  }

  private work(): void {
    const turn = this.turn as Turn;
    if (this.activity === 'over') return;
    this.activity = 'working';
    const waiting = this.handleSome(turn);
    if (this.stopped) return;
    if (waiting !== undefined) {
      this.activity = 'waiting';
      this.step ??= () => this.work();
      void waiting.then(this.step);
    } else if (turn.over) {
      this.system.scheduler.queue(this);
    } else {
      this.activity = 'drowsy';
      if (!this.resting) this.system.scheduler.putToRest(this);
      this.resting = true;
    }
  }

  /** Whether a callback has ended it meanwhile. */
  private get stopped(): boolean {
    return this.activity === 'over';
  }

  /** Handles messages until none is left, the turn is over, or one has to be waited for. */
  private handleSome(turn: Turn): Promise<void> | undefined {
    if (turn.over) return undefined;
    this.workBegins();
    try {
      for (let next = this.mailbox.shift(); next !== undefined; next = this.mailbox.shift()) {
        const waiting = next.context === undefined ? this.receive(next) : this.receiveIn(next);
        if (turn.spent() || waiting !== undefined) return waiting;
      }
    } catch (error) {
      // Whatever slips through `receive` must end the process, not leave it deaf.
      this.failed(error);
    } finally {
      this.workEnds();
    }
    return undefined;
  }

  /** In the scope of what its sender saw. */
  private receiveIn(envelope: Envelope): Promise<void> | undefined {
    return envelope.context?.runInAsyncScope(() => this.receive(envelope));
  }
}
