/** Plain processes: a function with a mailbox. Source: erlang:spawn/1, spawn_link/1. */

import type { ActorSystem } from './actor-system.ts';
import { type AnyProcess, toPid, toProcess } from './any-process.ts';
import { NoProcessError } from './errors.ts';
import { checkName } from './names.ts';
import type { Message, Pid, ProcessName, Protocol } from './pid.ts';
import { PlainProcess } from './plain-process.ts';
import { type Parent, ProcessContext } from './process-context.ts';
import type { InfoOf } from './protocol.ts';
import { checkTimeout } from './timeout.ts';

/** How to start a plain process. */
export interface SpawnOptions<P extends Protocol> {
  /** A free name of the actor system. Default: none. */
  readonly name?: ProcessName<P>;
}

/** Which message to take, and how long to wait for it. */
export interface ReceiveOptions<M, Wanted extends M = M> {
  /** Which message to take; the others stay in the mailbox, in order. Default: the first one. */
  readonly match?: ((message: M) => message is Wanted) | ((message: M) => boolean);
  /** How long to wait, in ms, or `infinity`, the default. 0 looks only at what is there. */
  readonly timeout?: number | 'infinity';
  /** Stops waiting; `receive` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What the function of a plain process is given. */
export class PlainContext<P extends Protocol> extends ProcessContext<P> {
  private readonly process: PlainProcess;

  /**
   * Made by the runtime, one for each process.
   *
   * @hidden
   */
  constructor(process: PlainProcess, system: ActorSystem) {
    super(process, system);
    this.process = process;
  }

  /**
   * Takes the next message that matches out of the mailbox, waiting for it if it is not there.
   * Rejects with `ERR_RECEIVE_TIMEOUT`. One `receive` at a time. Source: Erlang's `receive … after`.
   */
  receive<Wanted extends InfoOf<P> = InfoOf<P>>(
    options: ReceiveOptions<InfoOf<P>, Wanted> = {},
  ): Promise<Wanted> {
    const { match, timeout = 'infinity', signal } = options;
    const matches = (match ?? (() => true)) as (message: Message) => boolean;
    const timeoutMs = checkTimeout(timeout);
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    return this.process.receiveNext({ matches, timeoutMs, signal }) as Promise<Wanted>;
  }
}

/** The life of a plain process: it ends `normal` when this returns, as a crash when it throws. */
export type ProcessFunction<P extends Protocol> = (self: PlainContext<P>) => unknown;

/**
 * Starts a process that belongs to nobody and runs `run`, beginning in a later turn. Answers its pid
 * at once. Throws `ERR_INVALID_OPTION` when the name is malformed or taken, `ERR_NO_PROCESS` when
 * the system is closed.
 */
export function spawn<P extends Protocol = Protocol>(
  system: ActorSystem,
  run: ProcessFunction<P>,
  options: SpawnOptions<P> = {},
): Pid<P> {
  return launch(system, undefined, run, options);
}

/** Starts a process linked to the one that calls this, its parent. Otherwise like `spawn`. */
export function spawnLink<P extends Protocol = Protocol>(
  parent: Parent,
  run: ProcessFunction<P>,
  options: SpawnOptions<P> = {},
): Pid<P> {
  return launch(parent.system, toProcess(parent.self), run, options);
}

function launch<P extends Protocol>(
  system: ActorSystem,
  parent: AnyProcess | undefined,
  run: ProcessFunction<P>,
  { name }: SpawnOptions<P>,
): Pid<P> {
  if (parent?.alive === false || system.closed) throw new NoProcessError('spawn');
  if (name !== undefined) system.names.checkFree(checkName(name));
  const process = new PlainProcess(system, parent, (self) => run(new PlainContext(self, system)));
  if (name !== undefined) system.names.register(name, process);
  return toPid(process);
}
