import {
  type AnyPid,
  exit,
  exited,
  exitWith,
  type InfoOf,
  isAlive,
  type Pid,
  type PlainContext,
  send,
  spawn,
} from '@holdfast/actors';
import type { Json } from './json.ts';
import { Monitors } from './monitors.ts';
import { type GivenReason, type Labels, reasonForm } from './values.ts';
import type { World } from './world.ts';

/** What other processes send a client, besides what the runtime does. */
export interface ClientProtocol {
  readonly info: Plain | Command;
}

/** A plain message of a scenario. */
export interface Plain {
  readonly type: 'plain';
  readonly value: Json;
}

interface Command {
  readonly type: 'command';
  readonly run: (self: ClientContext) => unknown;
}

export type ClientContext = PlainContext<ClientProtocol>;
export type ClientMessage = InfoOf<ClientProtocol>;
type ClientPid = Pid<ClientProtocol>;

/**
 * A plain process that does what it is told, one thing at a time, and leaves every other message in
 * its mailbox.
 */
export class Client {
  readonly id: string;
  readonly pid: ClientPid;
  /** What the names of monitors stand for, and the other way round. */
  readonly monitors = new Monitors();
  private readonly labels: Labels;
  private pending: Promise<Json> | undefined;
  private isBlocked = false;

  constructor(world: World, labels: Labels, id: string, trapsExits: boolean) {
    this.id = id;
    this.labels = labels;
    this.pid = spawn<ClientProtocol>(world.system, (self) => obey(self, trapsExits));
  }

  get alive(): boolean {
    return isAlive(this.pid);
  }

  /** In the middle of a call that nobody waits for at present. */
  get blocked(): boolean {
    return this.isBlocked && this.alive;
  }

  /**
   * Does something as this process. One that ends while it waits never gets to say what came of it:
   * then the answer is how it ended.
   */
  async run(command: (self: ClientContext) => Json | Promise<Json>): Promise<Json> {
    const ended = exited(this.pid).then((reason) => ({
      client_down: reasonForm(reason, this.labels),
    }));
    const said = new Promise<Json>((resolve, reject) => {
      this.tell(async (self) => {
        try {
          const answer = command(self);
          resolve(answer instanceof Promise ? await whileAlive(self.self, answer) : answer);
        } catch (error) {
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- whatever it threw
          reject(error);
        }
      });
    });
    return Promise.race([said, ended]);
  }

  /** Begins something that blocks it for a while. */
  begin(command: (self: ClientContext) => Promise<Json>): void {
    this.isBlocked = true;
    this.pending = this.run(command);
    const over = (): void => {
      this.isBlocked = false;
    };
    this.pending.then(over, over);
  }

  /** What came of it. */
  async end(): Promise<Json> {
    if (this.pending === undefined) throw new Error(`${this.id} has begun nothing`);
    return this.pending;
  }

  /** Ends by itself, or is killed if it is blocked. */
  async quit({ how, reason = 'normal', msg = '' }: Quit): Promise<void> {
    if (this.blocked) {
      exit(this.pid, 'kill');
    } else {
      this.tell(() => {
        if (how === 'return') return RETURN;
        if (how === 'raise') throw new Error(msg);
        return exitWith(reason);
      });
    }
    await exited(this.pid);
  }

  private tell(run: Command['run']): void {
    send(this.pid, { type: 'command', run });
  }
}

/** How a client ends. */
export interface Quit {
  /** Default `exit`. */
  readonly how?: 'exit' | 'raise' | 'return';
  readonly reason?: GivenReason;
  /** Of the error that it raises. */
  readonly msg?: string;
}

/** Waits as a process does: of one that has ended meanwhile nothing more is heard. */
export async function whileAlive<T>(self: AnyPid, waiting: Promise<T>): Promise<T> {
  const [outcome] = await Promise.allSettled([waiting]);
  if (!isAlive(self)) return new Promise<never>(() => undefined);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

/** What a command answers after which there is nothing more to do. */
const RETURN = Symbol('return');

async function obey(self: ClientContext, trapsExits: boolean): Promise<void> {
  self.trapExit(trapsExits);
  for (;;) {
    const { run } = await self.receive({ match: isCommand });
    if ((await run(self)) === RETURN) return;
  }
}

function isCommand(message: ClientMessage): message is Command {
  return message.type === 'command';
}
