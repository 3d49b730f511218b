import { InvalidOptionError } from '../errors.ts';
import { toProcess } from '../process/any-process.ts';
import { currentProcess } from '../process/current-process.ts';
import { NoProcessError } from '../process/errors.ts';
import { resolve, type ServerRef } from '../process/names.ts';
import type { Parent } from '../process/process-context.ts';
import { CallingSelfError } from './errors.ts';
import type { ServerProcess } from './server-process.ts';

/** For whoever waits for a server. */
export interface CallOptions {
  /** How long to wait, in ms, or `infinity`. Default 5 000. */
  readonly timeout?: number | 'infinity';
  /** Stops waiting; the call rejects with the signal's reason. The request may still be handled. */
  readonly signal?: AbortSignal;
  /**
   * The process that calls, so that a call to itself is refused. Known without being told up to the
   * first `await` of a callback.
   */
  readonly caller?: Parent;
}

/** The server that a reference leads to now, dead or alive; undefined when nobody has the name. */
export function serverOf(ref: ServerRef<never>): ServerProcess | undefined {
  const server = ref as unknown as ServerProcess;
  return isServer(server) ? server : serverNamed(ref);
}

function serverNamed(ref: ServerRef<never>): ServerProcess | undefined {
  const process = resolve(ref) as ServerProcess | undefined;
  if (process === undefined || isServer(process)) return process;
  throw new InvalidOptionError('server', ref, 'the pid or the name of a GenServer');
}

/** Not by class: there may be several copies of this package. */
function isServer(process: Partial<ServerProcess>): boolean {
  return process.isServer === true;
}

/** The server, if somebody can wait for it now; else why not. */
export function reach(
  ref: ServerRef<never>,
  what: string,
  caller: Parent | undefined,
): ServerProcess | Error {
  const process = serverOf(ref);
  if (process?.alive !== true) return new NoProcessError(`call ${what}`);
  const self = caller === undefined ? currentProcess() : toProcess(caller.self);
  return self === process ? new CallingSelfError(what) : process;
}
