import { InvalidOptionError } from '../errors.ts';
import { isAlert } from './alerts.ts';
import { EVENT_TYPES } from './diagnostics.ts';
import type { PersistenceEvent, PersistenceEventType } from './events.ts';

/** Which events a listener hears. */
export interface EventFilter<T extends string = PersistenceEventType> {
  /** These types only. Default: all. */
  readonly types?: readonly T[];
  /** True: alerts only, see `isAlert`. Default false. */
  readonly alerts?: boolean;
}

/**
 * What tells whether an event passes. Throws `ERR_INVALID_OPTION` for a type that does not exist.
 */
export function passes({
  types,
  alerts = false,
}: EventFilter): (event: PersistenceEvent) => boolean {
  if (typeof alerts !== 'boolean') {
    throw new InvalidOptionError('alerts', alerts, 'true or false');
  }
  const chosen = checkTypes(types);
  return (event) => (chosen?.has(event.type) ?? true) && (!alerts || isAlert(event));
}

function checkTypes(
  types: readonly PersistenceEventType[] | undefined,
): ReadonlySet<PersistenceEventType> | undefined {
  if (types === undefined) return undefined;
  if (!Array.isArray(types))
    throw new InvalidOptionError('types', types, 'an array of event types');
  const chosen = new Set<PersistenceEventType>(types);
  for (const type of chosen) {
    if (EVENT_TYPES.includes(type)) continue;
    throw new InvalidOptionError('types', type, `made of ${EVENT_TYPES.join(', ')}`);
  }
  return chosen;
}
