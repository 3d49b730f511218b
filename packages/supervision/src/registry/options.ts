import {
  InvalidOptionError,
  isPid,
  type ProcessName,
  type ServerRef,
  type Via,
} from '@holdfast/actors';
import { checkName, isVia, oneOf } from '../supervisor-options.ts';
import type { RegistryProtocol, RegistryShape } from './protocol.ts';

/** How to start a registry. Source: Elixir Registry, start_link/1. */
export interface RegistryOptions<S extends RegistryShape> {
  /** Whether one process may have a key, or many. */
  readonly keys: S['keys'];
  /** Under which everybody finds it, also after a restart. */
  readonly name: ProcessName<RegistryProtocol<S>> | Via<RegistryProtocol<S>>;
  /**
   * Into how many groups of processes a `dispatch` of a duplicate registry is divided: its callback
   * is called for each of them that has entries. In one thread that is all it does. Default 1.
   */
  readonly partitions?: number;
  /** Who is told of registrations, by `RegistryEvent`s. Default nobody. */
  readonly listeners?: readonly ServerRef<never>[];
  /** What `meta` answers from the start. Default nothing. */
  readonly meta?: Iterable<readonly [key: unknown, value: unknown]>;
}

/** Throws `ERR_INVALID_OPTION` that names the option. */
export function checkRegistryOptions<S extends RegistryShape>(
  options: RegistryOptions<S>,
): RegistryOptions<S> {
  const { keys, name, partitions = 1, listeners = [] } = options;
  oneOf('keys', keys, ['unique', 'duplicate']);
  checkName(name);
  if (!(Number.isInteger(partitions) && partitions >= 1)) {
    throw new InvalidOptionError('partitions', partitions, 'a whole number ≥ 1');
  }
  if (!Array.isArray(listeners)) {
    throw new InvalidOptionError('listeners', listeners, 'an array of pids or via names');
  }
  for (const [index, listener] of listeners.entries()) {
    if (isPid(listener) || isVia(listener)) continue;
    throw new InvalidOptionError(`listeners[${index}]`, listener, 'a pid or a via name');
  }
  return options;
}
