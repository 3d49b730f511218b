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
export type { Parent, ServerContext } from './gen-server/context.ts';
export {
  CallTimeoutError,
  NoProcessError,
  ServerStoppedError,
  StartError,
  type StartErrorCode,
} from './gen-server/errors.ts';
export type { From } from './gen-server/from.ts';
export * as GenServer from './gen-server/gen-server.ts';
export type {
  CallOf,
  CastOf,
  ContinueOf,
  InfoOf,
  ReplyOf,
  ReplyTo,
  Request,
  Timeout,
} from './gen-server/protocol.ts';
export { type LogFields, type Logger, silentLogger } from './logging/logger.ts';
export type { ForceOptions, WaitOptions } from './persistence-worker/client.ts';
export * as PersistenceWorker from './persistence-worker/client.ts';
export type { CircuitBreakerState } from './persistence-worker/core/circuit-breaker.ts';
export type { WorkerStats } from './persistence-worker/core/stats.ts';
export {
  BackpressureError,
  NotDurableError,
  WorkerStoppedError,
} from './persistence-worker/errors.ts';
export type {
  PersistenceEvent,
  PersistenceListener,
  PressureLevel,
} from './persistence-worker/events.ts';
export type { ForceResult, StoreOutcome } from './persistence-worker/force-result.ts';
export type { AcceptedRequest, RequestResult } from './persistence-worker/ledger.ts';
export type { EffectiveOptions, WorkerProtocol } from './persistence-worker/messages.ts';
export {
  OPTION_SPECS,
  type OptionName,
  type OptionSpec,
  type WorkerOptions,
  type WorkerOptionsInput,
} from './persistence-worker/options.ts';
export type { OptionSource } from './persistence-worker/resolve-options.ts';
export type {
  PersistenceWorkerOptions,
  PersistenceWorkerSpec,
} from './persistence-worker/start-worker.ts';
export type { PersistenceWorkerRef } from './persistence-worker/worker-handle.ts';
export { ActorSystem, type ActorSystemOptions } from './process/actor-system.ts';
export { type Clock, systemClock, type Timer, type TimerOptions } from './process/clock.ts';
export { describeExit, type ExitReason, isAbnormal } from './process/exit-reason.ts';
export {
  type AnyPid,
  type Message,
  type MonitorRef,
  type Pid,
  type ProcessName,
  type Protocol,
  processName,
  type TimerRef,
} from './process/pid.ts';
export { exit, exited, isAlive, isPid } from './process/process-verbs.ts';
export type { Down, Exit } from './process/signals.ts';
