import { InvalidOptionError } from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';

/** Throws `ERR_INVALID_OPTION` that names the store which is none, or has the wrong options. */
export function checkStores(
  stores: Readonly<Record<string, EventStore>>,
  byId: Readonly<Record<string, object>>,
): void {
  const seen = new Set<EventStore>();
  for (const [id, store] of Object.entries(stores)) {
    checkStore(`stores.${id}`, store, seen);
    seen.add(store);
  }
  const known = Object.keys(stores).join(', ');
  for (const [option, perStore] of Object.entries(byId)) {
    const stranger = Object.keys(perStore).find((id) => !Object.hasOwn(stores, id));
    if (stranger === undefined) continue;
    const expected = `the id of one of its stores: ${known}`;
    throw new InvalidOptionError(`${option}.${stranger}`, stranger, expected);
  }
}

/** Also one that belongs to the system under another id is refused: it would be closed twice. */
export function checkStore(
  option: string,
  store: EventStore,
  taken: ReadonlySet<EventStore>,
): void {
  for (const verb of ['append', 'read', 'readAll', 'fence', 'health', 'close'] as const) {
    if (typeof (store as Partial<EventStore> | undefined)?.[verb] !== 'function') {
      const hint = store instanceof Promise ? ' (await it first)' : '';
      throw new InvalidOptionError(option, store, `a store with the method ${verb}${hint}`);
    }
  }
  if (taken.has(store)) throw new InvalidOptionError(option, store, 'a store of its own');
}
