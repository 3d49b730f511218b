import { onAbort } from './abort-listeners.ts';
import type { ActorSystem } from './actor-system.ts';
import type { AnyProcess, ProcessInfo } from './any-process.ts';
import { callerContext } from './caller-context.ts';
import { ReceiveTimeoutError } from './errors.ts';
import type { ExitReason } from './exit-reason.ts';
import { Mailbox } from './mailbox.ts';
import type { Delivered } from './message-loop.ts';
import type { Message } from './pid.ts';
import { Process } from './process.ts';
import { ProcessExit, reasonOf } from './process-exit.ts';

interface Item extends Delivered {
  /** Undefined: the first one, which starts the function. */
  readonly message: Message | undefined;
}

/** Who waits in `receive`. */
interface Receiver {
  readonly matches: (message: Message) => boolean;
  readonly take: (message: Message) => void;
  readonly fail: (error: Error) => void;
}

/** What `receive` was asked for, with everything filled in. */
export interface Wanted {
  readonly matches: (message: Message) => boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A process that is one function: it lives until the function ends, and receives when it wants. */
export class PlainProcess extends Process<Item> {
  private readonly run: () => unknown;
  /** Arrived, and not received yet. */
  private readonly inbox = new Mailbox<Message>();
  private receiver: Receiver | undefined;

  constructor(
    system: ActorSystem,
    parent: AnyProcess | undefined,
    run: (process: PlainProcess) => unknown,
  ) {
    super(system, parent);
    this.run = () => run(this);
    this.deliver({ message: undefined, context: callerContext() });
  }

  override deliverInfo(message: Message): void {
    this.deliver({ message, context: callerContext() });
  }

  override requestStop(reason: ExitReason): void {
    this.signal(undefined, reason, false);
  }

  override takeWaiting(matches: (message: Message) => boolean): Message | undefined {
    const arrived = this.inbox.removeFirst(matches);
    if (arrived !== undefined) return arrived;
    return this.mailbox.removeFirst(({ message }) => message !== undefined && matches(message))
      ?.message;
  }

  override info(): ProcessInfo {
    const waiting = super.info();
    const messageQueueLength = waiting.messageQueueLength + this.inbox.size;
    const status = this.receiver === undefined ? 'running' : 'waiting';
    return { ...waiting, messageQueueLength, status };
  }

  /** The first message that matches, of those that are there or when it arrives. */
  async receiveNext(wanted: Wanted): Promise<Message> {
    if (this.exitReason !== undefined) throw new ProcessExit(this.exitReason);
    if (this.receiver !== undefined) throw new Error('this process is receiving already');
    const waiting = this.takeWaiting(wanted.matches);
    if (waiting !== undefined) return waiting;
    if (wanted.timeoutMs === 0) throw new ReceiveTimeoutError(0);
    return this.waitFor(wanted);
  }

  private waitFor({ matches, timeoutMs, signal }: Wanted): Promise<Message> {
    return new Promise((resolve, reject) => {
      const late = this.system.clock.setTimer(timeoutMs, () => {
        receiver.fail(new ReceiveTimeoutError(timeoutMs));
      });
      const stopListening = signal && onAbort(signal, () => receiver.fail(signal.reason as Error));
      const settle = (): void => {
        this.receiver = undefined;
        late.cancel();
        stopListening?.();
      };
      const receiver: Receiver = {
        matches,
        take: (message) => {
          settle();
          resolve(message);
        },
        fail: (error) => {
          settle();
          reject(error);
        },
      };
      this.receiver = receiver;
    });
  }

  protected override receive({ message }: Item): undefined {
    if (message === undefined) this.start();
    else if (this.isWanted(message)) this.receiver?.take(message);
    else this.inbox.push(message);
  }

  /** A match that throws fails who receives, and not the process. */
  private isWanted(message: Message): boolean {
    try {
      return this.receiver?.matches(message) === true;
    } catch (error) {
      this.receiver?.fail(error as Error);
      return false;
    }
  }

  /** Code that waits in `receive` is unwound; what it does then has no effect. */
  protected override ended(reason: ExitReason): void {
    this.receiver?.fail(new ProcessExit(reason));
  }

  private start(): void {
    const result = new Promise((resolve) => {
      resolve(this.run());
    });
    result.then(
      () => this.end('normal'),
      (error: unknown) => this.end(reasonOf(error)),
    );
  }
}
