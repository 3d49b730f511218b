/** The public names of `@holdfast/supervision`: first what a host starts, then what it is made of. */
export { type ChildSpecProblem, InvalidChildSpecError } from './check-child-spec.ts';
export type {
  AutoShutdown,
  ChildDefinition,
  ChildId,
  ChildModule,
  ChildSpec,
  ChildType,
  CompleteChildSpec,
  Restart,
  Shutdown,
  StartedChild,
} from './child-spec.ts';
export type { CloseReport, StoreReport } from './close-report.ts';
export type { DynamicChildSpec } from './dynamic-supervisor/child-spec.ts';
export * as DynamicSupervisor from './dynamic-supervisor/dynamic-supervisor.ts';
export type { DynamicSupervisorOptions } from './dynamic-supervisor/options.ts';
export type { DynamicChildRow, DynamicSupervisorProtocol } from './dynamic-supervisor/protocol.ts';
export {
  MaxChildrenError,
  StoreExistsError,
  SystemClosedError,
  SystemStoppedError,
  UnknownStoreError,
} from './errors.ts';
export type {
  PartitionChildSpec,
  PartitionSupervisorOptions,
  PartitionSupervisorProtocol,
} from './partition-supervisor/options.ts';
export * as PartitionSupervisor from './partition-supervisor/partition-supervisor.ts';
export {
  PersistenceSystem,
  type PersistenceSystemOptions,
  type StoreIdOf,
  type Stores,
} from './persistence-system.ts';
export * as Registry from './registry/index.ts';
export type { RegistryOptions } from './registry/options.ts';
export type {
  RegisterResult,
  RegistryEntry,
  RegistryEvent,
  RegistryKeys,
  RegistryPid,
  RegistryProtocol,
  RegistryRef,
  RegistryShape,
  UniqueShape,
  UpdateValueResult,
} from './registry/protocol.ts';
export type { RestartIntensity } from './restart-intensity.ts';
export type {
  CheckChildSpecsResult,
  ChildCounts,
  ChildRow,
  ChildStarted,
  DeleteChildResult,
  GetChildSpecResult,
  RestartChildResult,
  StartChildResult,
  StartDynamicChildResult,
  TerminateChildResult,
  WhichChildResult,
} from './results.ts';
export type { ShutdownOrder } from './shutdown.ts';
export type { RemoveStoreOptions } from './store-set.ts';
export type { StrategyName } from './strategies/decide.ts';
export { type AppendReceipt, SupervisedStore } from './supervised-store.ts';
export * as Supervisor from './supervisor.ts';
export type { SupervisorFlags, SupervisorInit } from './supervisor-options.ts';
export type { SupervisorProtocol } from './supervisor-protocol.ts';
export {
  type PersistenceSystemEvent,
  type PersistenceSystemEventOf,
  type PersistenceSystemEventType,
  type PersistenceSystemListener,
  SYSTEM_STOPPED_CHANNEL,
  type SystemStopped,
} from './system-events.ts';
export type {
  StartTaskOptions,
  TaskOptions,
  TaskStreamOptions,
  TaskSupervisorOptions,
} from './task-supervisor/task-supervisor.ts';
export * as TaskSupervisor from './task-supervisor/task-supervisor.ts';
