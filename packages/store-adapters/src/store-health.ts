import type { StoreFailure, StoreHealth } from '@holdfast/actors/ports';
import { StoreClosedError } from './errors.ts';

/** The health of a store that knows when it was closed, and what poisoned it. Closed comes first. */
export function storeHealth(closed: boolean, poison: StoreFailure | undefined): StoreHealth {
  if (closed) return { status: 'closed', error: new StoreClosedError() };
  if (poison !== undefined) return { status: 'poisoned', error: poison };
  return { status: 'ready' };
}
