/** The process that a registry is: it holds the table, and the table ends with it. */
import {
  type AnyPid,
  type GenServerCallbacks,
  isPid,
  NoProcessError,
  ok,
  onEnd,
  type ServerRef,
  send,
} from '@holdfast/actors';
import { slotOf } from '../key-encoding.ts';
import type { RegistryOptions } from './options.ts';
import type {
  RegistryEvent,
  RegistryPid,
  RegistryProtocol,
  RegistryRef,
  RegistryShape,
} from './protocol.ts';
import { RegistryTable } from './table.ts';

/** A running registry, as its verbs use it: directly, without a message. */
export interface RegistryState {
  readonly self: RegistryPid;
  readonly table: RegistryTable;
  readonly partitions: number;
  readonly listeners: readonly ServerRef<never>[];
}

/** Keyed by the process, so that nothing of a registry outlives it. */
const running = new WeakMap<AnyPid, RegistryState>();

interface Listener {
  readonly info: RegistryEvent;
}

type Args = RegistryOptions<RegistryShape>;

export const registryCallbacks: GenServerCallbacks<Args, RegistryState, RegistryProtocol> = {
  name: 'registry',

  init({ keys, partitions = 1, listeners = [], meta = [] }, { self }) {
    const table = new RegistryTable(keys);
    for (const [key, value] of meta) table.metadata.set(slotOf(key), value);
    const state = { self, table, partitions, listeners };
    running.set(self, state);
    onEnd(self, () => {
      running.delete(self);
      table.close();
    });
    return ok(state);
  },
};

/** The registry that a reference leads to now, if there is one. */
export function findRegistry<S extends RegistryShape>(
  ref: RegistryRef<S>,
): RegistryState | undefined {
  const pid = isPid(ref) ? ref : ref.whereis();
  return pid && running.get(pid);
}

/** Throws `ERR_NO_PROCESS` when there is none. */
export function registryOf<S extends RegistryShape>(ref: RegistryRef<S>): RegistryState {
  const state = findRegistry(ref);
  if (state === undefined) throw new NoProcessError('registry');
  return state;
}

export function tellListeners({ listeners }: RegistryState, event: RegistryEvent): void {
  for (const listener of listeners) send(listener as ServerRef<Listener>, event);
}
