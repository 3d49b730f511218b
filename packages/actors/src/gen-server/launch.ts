import { onAbort } from '../process/abort-listeners.ts';
import type { ActorSystem } from '../process/actor-system.ts';
import { type AnyProcess, toPid } from '../process/any-process.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { Via } from '../process/names.ts';
import type { Pid, ProcessName, Protocol } from '../process/pid.ts';
import { checkTimeout } from '../process/timeout.ts';
import type { AnyCallbacks } from './any-callbacks.ts';
import { checkMaxMailbox } from './bounded-mailbox.ts';
import type { GenServerCallbacks } from './callbacks.ts';
import type { Started } from './envelope.ts';
import { StartError, type StartErrorCode } from './errors.ts';
import { ServerProcess } from './server-process.ts';

/** How to start a server. */
export interface StartOptions<P extends Protocol> {
  /** Registered before init runs, so that messages by name are queued. Default: no name. */
  readonly name?: ProcessName<P> | Via<P>;
  /** How long init may take, in ms, or `infinity`, the default; then the process is killed. */
  readonly timeout?: number | 'infinity';
  /** Aborting it kills a server that is still in init; `start` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /**
   * How many messages may wait; further calls, casts and sends are refused with `ERR_MAILBOX_FULL`.
   * Exits, DOWN, timers, stops and `Sys` always pass. Default: no limit.
   */
  readonly maxMailbox?: number;
}

/** Starts a server, linked to `parent` if there is one. */
export function launch<Args, State, P extends Protocol>(
  system: ActorSystem,
  parent: AnyProcess | undefined,
  callbacks: GenServerCallbacks<Args, State, P>,
  args: Args,
  options: StartOptions<P>,
): Promise<Pid<P>> {
  const timeoutMs = checkTimeout(options.timeout ?? 'infinity');
  const maxMailbox = checkMaxMailbox(options.maxMailbox);
  const via = typeof options.name === 'object' ? options.name : nameOf(system, options.name);
  const label = typeof options.name === 'string' ? options.name : (callbacks.name ?? 'server');
  const { signal } = options;
  if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
  if (parent?.alive === false || system.closed) {
    return Promise.reject(new StartError('ERR_START_FAILED', label, 'noproc'));
  }
  const alreadyStarted = (): StartError =>
    new StartError('ERR_ALREADY_STARTED', label, 'already_started', via?.whereis());
  if (via?.whereis() !== undefined) return Promise.reject(alreadyStarted());
  const erased = callbacks as unknown as AnyCallbacks;
  const process = new ServerProcess(system, parent, erased, maxMailbox);
  const pid = toPid<P>(process);
  let refusal: Error | undefined;
  try {
    // Somebody took it in between, which only a registry elsewhere can let happen.
    if (via?.register(pid) === false) refusal = alreadyStarted();
  } catch (error) {
    refusal = error as Error;
  }
  if (refusal !== undefined) {
    if (parent !== undefined) process.unlink(parent);
    process.end('normal');
    return Promise.reject(refusal);
  }
  return new Promise((resolve, reject) => {
    process.begin(args, new Starting(process, label, timeoutMs, signal, resolve, reject));
  }).then(() => pid);
}

function nameOf<P extends Protocol>(
  system: ActorSystem,
  name: ProcessName<P> | undefined,
): Via<P> | undefined {
  return name === undefined ? undefined : system.via(name);
}

/** Whoever waits for init: told once, by the server, by the time or by a signal. */
class Starting implements Started {
  private readonly label: string;
  private readonly resolve: (value: undefined) => void;
  private readonly reject: (error: unknown) => void;
  private readonly stopWaiting: () => void;

  constructor(
    process: ServerProcess,
    label: string,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    resolve: (value: undefined) => void,
    reject: (error: unknown) => void,
  ) {
    this.label = label;
    this.resolve = resolve;
    this.reject = reject;
    const giveUp = (error: unknown): void => {
      this.reject(error);
      // Who gives up a child is told by `start`, and does not die of it. Source: proc_lib.
      if (process.parent !== undefined) process.unlink(process.parent);
      process.end('killed');
    };
    const late = process.system.clock.setTimer(timeoutMs, () =>
      giveUp(new StartError('ERR_START_TIMEOUT', label, 'timeout')),
    );
    const stopListening = signal && onAbort(signal, () => giveUp(signal.reason));
    this.stopWaiting = () => {
      late.cancel();
      stopListening?.();
    };
  }

  ok(): void {
    this.stopWaiting();
    this.resolve(undefined);
  }

  ignored(): void {
    this.fail('ERR_START_IGNORED', 'ignore');
  }

  failed(reason: ExitReason): void {
    this.fail('ERR_START_FAILED', reason);
  }

  private fail(code: StartErrorCode, reason: ExitReason): void {
    this.stopWaiting();
    this.reject(new StartError(code, this.label, reason));
  }
}
