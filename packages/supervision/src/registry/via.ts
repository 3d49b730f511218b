import { InvalidOptionError, isAlive, type Pid, type Protocol, type Via } from '@holdfast/actors';
import type { RegistryRef } from './protocol.ts';
import { findRegistry, type RegistryState, registryOf, tellListeners } from './registry-server.ts';

/** A key of a unique registry as the name of a process. Source: Elixir Registry, "Using in :via". */
export class RegistryVia<P extends Protocol> implements Via<P> {
  private readonly registry: RegistryRef;
  private readonly key: unknown;
  private readonly value: unknown;

  constructor(registry: RegistryRef, key: unknown, value: unknown) {
    this.registry = registry;
    this.key = key;
    this.value = value;
  }

  /** Nobody, too, when there is no registry. Throws `ERR_INVALID_OPTION` for a duplicate one. */
  whereis(): Pid<P> | undefined {
    const state = findRegistry(this.registry);
    if (state === undefined) return undefined;
    const [entry] = unique(state).table.at(this.key);
    return entry && (entry.pid as Pid<P>);
  }

  /** Throws `ERR_NO_PROCESS` when there is no registry. */
  register(pid: Pid<P>): boolean {
    const state = unique(registryOf(this.registry));
    return isAlive(pid) && addEntry(state, pid, this.key, this.value) === undefined;
  }

  unregister(pid: Pid<P>): void {
    const state = findRegistry(this.registry);
    if (state !== undefined) removeKey(unique(state), pid, this.key);
  }
}

/** Adds an entry, and tells the listeners. Answers who has the key, if it is taken. */
export function addEntry(
  state: RegistryState,
  pid: Pid,
  key: unknown,
  value: unknown,
): Pid | undefined {
  const holder = state.table.add(pid, key, value);
  if (holder === undefined) {
    tellListeners(state, { type: 'register', registry: state.self, key, pid, value });
  }
  return holder;
}

/** Removes what a process has under a key, and tells the listeners, even if that was nothing. */
export function removeKey(state: RegistryState, pid: Pid, key: unknown): void {
  state.table.remove(state.table.held(pid, key));
  tellListeners(state, { type: 'unregister', registry: state.self, key, pid });
}

/** Throws `ERR_INVALID_OPTION` for a registry with duplicate keys. */
export function unique(state: RegistryState): RegistryState {
  if (state.table.keys === 'unique') return state;
  throw new InvalidOptionError('registry', state.table.keys, 'one with unique keys');
}
