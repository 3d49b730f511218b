/**
 * The decisions of the persistence worker without its process, for simulation: `decide` is
 * (state, input, moment) → (state, effects), and whoever calls it performs the effects; with the
 * pieces that guard one fence, for the bench. Not for hosts; it may change with any version.
 */

export { checkLayer } from './persistence-worker/check-options.ts';
export { admission, closedBreaker, record } from './persistence-worker/core/circuit-breaker.ts';
export { decide } from './persistence-worker/core/decide.ts';
export { isDrained } from './persistence-worker/core/draining.ts';
export { restoredState, takeSnapshot } from './persistence-worker/core/snapshot.ts';
export { type Batch, initialState, type WorkerState } from './persistence-worker/core/state.ts';
export { statsOf } from './persistence-worker/core/stats.ts';
export type { Moment } from './persistence-worker/core/step.ts';
export { recoveredState } from './persistence-worker/core/succession.ts';
export { runFence } from './persistence-worker/fence-runner.ts';
export type { FenceOutcome } from './persistence-worker/force-result.ts';
export { Ledger } from './persistence-worker/ledger.ts';
export type { Effect, Report, WorkerInput } from './persistence-worker/messages.ts';
export {
  type ResolvedOptions,
  resolveOptions,
} from './persistence-worker/resolve-options.ts';
