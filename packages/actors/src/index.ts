/** The public names of `@holdfast/actors`, in the order in which a message meets them. */
export { describeValue, HoldfastError, hasErrorCode, InvalidOptionError } from './errors.ts';
export {
  type CallReturn,
  failToStart,
  type GenServerCallbacks,
  type HandlerReturn,
  type InitReturn,
  ignore,
  type Next,
  noreply,
  ok,
  reply,
  stop,
  stopReply,
} from './gen-server/callbacks.ts';
export type { ServerContext } from './gen-server/context.ts';
export type { DebugFunction, Statistics, SystemEvent } from './gen-server/debug.ts';
export {
  CallingSelfError,
  CallTimeoutError,
  ServerStoppedError,
  StartError,
  type StartErrorCode,
  UnhandledMessageError,
} from './gen-server/errors.ts';
export type { From } from './gen-server/from.ts';
export * as GenServer from './gen-server/gen-server.ts';
export * as Sys from './gen-server/sys.ts';
export { type LogFields, type Logger, silentLogger } from './logging/logger.ts';
export type { AcceptedRequest, RequestResult } from './persistence-worker/accepted-request.ts';
export { ALERTS, type AlertType, isAlert } from './persistence-worker/alerts.ts';
export type { WaitOptions } from './persistence-worker/ask.ts';
export { InvalidSnapshotError } from './persistence-worker/check-snapshot.ts';
export type { ForceOptions, ReadyOptions } from './persistence-worker/client.ts';
export * as PersistenceWorker from './persistence-worker/client.ts';
export type { CircuitBreakerState } from './persistence-worker/core/circuit-breaker.ts';
export type {
  BreakerSnapshot,
  PendingSnapshot,
  WorkerSnapshot,
} from './persistence-worker/core/snapshot.ts';
export type { Counters } from './persistence-worker/core/state.ts';
export type { WorkerStats } from './persistence-worker/core/stats.ts';
export { DIAGNOSTICS_CHANNELS } from './persistence-worker/diagnostics.ts';
export {
  BackpressureError,
  NotDurableError,
  PoisonedStoreError,
  WorkerIsolatedError,
  WorkerStoppedError,
} from './persistence-worker/errors.ts';
export type { EventFilter } from './persistence-worker/event-filter.ts';
export type {
  PersistenceEvent,
  PersistenceEventOf,
  PersistenceEventType,
  PersistenceListener,
  PressureLevel,
} from './persistence-worker/events.ts';
export type { FailureClass, ForceResult, StoreOutcome } from './persistence-worker/force-result.ts';
export type { Isolation } from './persistence-worker/isolations.ts';
export type { WorkerProtocol } from './persistence-worker/messages.ts';
export {
  OPTION_SPECS,
  type OptionName,
  type OptionSpec,
  type WorkerOptions,
  type WorkerOptionsInput,
} from './persistence-worker/options.ts';
export type { Priority, RequestOptions } from './persistence-worker/priority.ts';
export { type ProfileName, profiles } from './persistence-worker/profiles.ts';
export type { EffectiveOptions, OptionSource } from './persistence-worker/resolve-options.ts';
export type {
  PersistenceWorkerOptions,
  PersistenceWorkerSpec,
} from './persistence-worker/start-worker.ts';
export type { PersistenceWorkerRef } from './persistence-worker/worker-handle.ts';
export { ActorSystem, type ActorSystemOptions } from './process/actor-system.ts';
export type { ProcessInfo } from './process/any-process.ts';
export { type Clock, systemClock, type Timer, type TimerOptions } from './process/clock.ts';
export { type Delivery, MailboxFullError } from './process/delivery.ts';
export { NoProcessError, ReceiveTimeoutError } from './process/errors.ts';
export { describeExit, type ExitReason, isAbnormal } from './process/exit-reason.ts';
export { cancelTimer, readTimer } from './process/message-timer.ts';
export type { ServerRef, Via } from './process/names.ts';
export {
  type AnyPid,
  type Message,
  type MonitorRef,
  type Pid,
  type ProcessName,
  type Protocol,
  processName,
  type TaskRef,
  type TimerRef,
} from './process/pid.ts';
export { type Parent, ProcessContext } from './process/process-context.ts';
export { exitWith, ProcessExit } from './process/process-exit.ts';
export {
  type ExitedOptions,
  exit,
  exited,
  isAlive,
  isPid,
  onEnd,
  processInfo,
  send,
  sendAfter,
  takeWaiting,
} from './process/process-verbs.ts';
export type {
  CallOf,
  CastOf,
  ContinueOf,
  InfoOf,
  ReplyOf,
  ReplyTo,
  Request,
  TaskReply,
  Timeout,
} from './process/protocol.ts';
export type { Down, Exit } from './process/signals.ts';
export {
  PlainContext,
  type ProcessFunction,
  type ReceiveOptions,
  type SpawnOptions,
  spawn,
  spawnLink,
} from './process/spawn.ts';
export { NotTaskOwnerError, TaskExitError, TaskTimeoutError } from './task/errors.ts';
export * as Task from './task/index.ts';
export type { TaskOutcome } from './task/task-handle.ts';
