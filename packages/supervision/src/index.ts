/** The public names of `@holdfast/supervision`: first what a host starts, then what it is made of. */
export type { ChildSpec, Restart, Shutdown } from './child-spec.ts';
export type { CloseReport, StoreReport } from './close-report.ts';
export { SystemStoppedError, UnknownStoreError } from './errors.ts';
export {
  PersistenceSystem,
  type PersistenceSystemOptions,
  type Stores,
} from './persistence-system.ts';
export type { RestartIntensity } from './restart-intensity.ts';
export type { ShutdownOrder } from './shutdown.ts';
export { type AppendReceipt, SupervisedStore } from './supervised-store.ts';
export * as Supervisor from './supervisor.ts';
export type {
  ChildCounts,
  ChildRow,
  SupervisorProtocol,
} from './supervisor-callbacks.ts';
