import { InvalidOptionError } from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';

/** Throws `ERR_INVALID_OPTION` that names the store which is none, or has the wrong options. */
export function checkStores(stores: Readonly<Record<string, EventStore>>, perStore: object): void {
  const seen = new Set<EventStore>();
  for (const [id, store] of Object.entries(stores)) {
    checkStore(`stores.${id}`, store, seen);
    seen.add(store);
  }
  for (const id of Object.keys(perStore)) {
    if (!Object.hasOwn(stores, id)) {
      const known = Object.keys(stores).join(', ');
      throw new InvalidOptionError(`perStore.${id}`, id, `the id of one of its stores: ${known}`);
    }
  }
}

/** Also one that belongs to the system under another id is refused: it would be closed twice. */
export function checkStore(
  option: string,
  store: EventStore,
  taken: ReadonlySet<EventStore>,
): void {
  for (const verb of ['append', 'read', 'readAll', 'fence', 'close'] as const) {
    if (typeof (store as Partial<EventStore> | undefined)?.[verb] !== 'function') {
      const hint = store instanceof Promise ? ' (await it first)' : '';
      throw new InvalidOptionError(option, store, `a store with the method ${verb}${hint}`);
    }
  }
  if (taken.has(store)) throw new InvalidOptionError(option, store, 'a store of its own');
}
