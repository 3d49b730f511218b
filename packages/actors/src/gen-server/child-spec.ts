import { InvalidOptionError } from '../errors.ts';
import { toProcess } from '../process/any-process.ts';
import type { Pid, Protocol } from '../process/pid.ts';
import type { Parent } from '../process/process-context.ts';
import type { GenServerCallbacks } from './callbacks.ts';
import { launch, type StartOptions } from './launch.ts';

/** How a supervisor starts a server: all fields that a server decides upon by itself. */
export interface ServerChildSpec<P extends Protocol> {
  /** Unique among its siblings. */
  readonly id: string;
  /** Starts the server linked to `parent`. Rejects as `GenServer.startLink` does. */
  readonly start: (parent: Parent) => Promise<Pid<P>>;
}

/** As for `GenServer.start`, and what the child is called. */
export interface ServerChildSpecOptions<P extends Protocol> extends StartOptions<P> {
  /** Unique among its siblings. Default: the `name` of the callbacks. */
  readonly id?: string;
}

/**
 * A server as a child of a supervisor, started with the same arguments at every restart. Other
 * fields are added by spreading: `{ ...GenServer.childSpec(counter, 0), restart: 'transient' }`.
 * Throws `ERR_INVALID_OPTION` when there is neither an id nor a name. Source: GenServer child_spec/1.
 */
export function childSpec<Args, State, P extends Protocol>(
  callbacks: GenServerCallbacks<Args, State, P>,
  args: Args,
  options: ServerChildSpecOptions<P> = {},
): ServerChildSpec<P> {
  const { id = callbacks.name, ...start } = options;
  if (id === undefined || id === '') {
    throw new InvalidOptionError('id', id, 'a string, since the callbacks have no name');
  }
  return {
    id,
    start: (parent) => launch(parent.system, toProcess(parent.self), callbacks, args, start),
  };
}
