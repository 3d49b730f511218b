/**
 * All that the author of an adapter needs: the port to implement, the checks at the door that
 * every adapter shares, and the errors that a caller may expect. The contract suite in
 * `@holdfast/store-adapters/contract` then shows whether the adapter keeps its promises.
 */
export type {
  AppendOptions,
  AppendResult,
  EventStore,
  ExpectedVersion,
  FenceOptions,
  FencePort,
  NewEvent,
  ReadAllOptions,
  ReadOptions,
  RecordedEvent,
  StoreFailure,
  StoreHealth,
  StoreId,
  StoreReady,
  StoreTrouble,
  SurvivalPromise,
  Survives,
} from '@holdfast/actors/ports';
export { type AppendRequest, checkAppend, MAX_APPEND_LENGTH } from './append-request.ts';
export { CoalescedFence } from './coalesced-fence.ts';
export { MAX_EVENT_TYPE_LENGTH } from './event-text.ts';
export { type Closable, OpenStores } from './open-stores.ts';
export { checkRead, checkReadAll, type ReadAllRequest, type ReadRequest } from './read-request.ts';
export { decodeEvents, type RecordedAppend } from './recorded-append.ts';
export type { StoreEngine } from './store-engine.ts';
export { storeHealth } from './store-health.ts';
export { checkStreamName, MAX_STREAM_NAME_LENGTH } from './stream-name.ts';
export { versionMatches } from './version-matches.ts';
export {
  type EmmettExpectedVersion,
  fromEmmettVersion,
  toEmmettVersion,
} from './versions/emmett.ts';
export {
  fromKurrentRevision,
  fromKurrentState,
  type KurrentStreamState,
  toKurrentRevision,
  toKurrentState,
} from './versions/kurrentdb.ts';
