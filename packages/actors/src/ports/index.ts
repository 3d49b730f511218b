/** What Holdfast needs from outside; adapters import this entry and nothing else of the package. */
export {
  describeValue,
  HoldfastError,
  type HoldfastErrorFields,
  hasErrorCode,
  InvalidOptionError,
} from '../errors.ts';
export type {
  AppendOptions,
  AppendResult,
  EventStore,
  ExpectedVersion,
  NewEvent,
  ReadAllOptions,
  ReadOptions,
  RecordedEvent,
  SurvivalPromise,
  Survives,
} from './event-store.ts';
export type { FenceOptions, FencePort } from './fence-port.ts';
export type { StoreFailure, StoreHealth, StoreReady, StoreTrouble } from './store-health.ts';
export { MAX_STORE_ID_LENGTH, type StoreId, storeId } from './store-id.ts';
