/**
 * The shell of the persistence worker: a GenServer whose callbacks turn messages into decisions of
 * the pure core and perform their effects. No callback waits for a store: fences run beside the
 * mailbox and come back as messages, so statistics are answered while a disk hangs.
 */
import {
  type CallReturn,
  type GenServerCallbacks,
  type HandlerReturn,
  type InitReturn,
  noreply,
  ok,
  reply,
} from '../gen-server/callbacks.ts';
import type { ServerContext } from '../gen-server/context.ts';
import type { From } from '../gen-server/from.ts';
import * as GenServer from '../gen-server/gen-server.ts';
import type { CallOf, InfoOf, ReplyOf } from '../gen-server/protocol.ts';
import type { Timer } from '../process/clock.ts';
import { type ExitReason, isAbnormal } from '../process/exit-reason.ts';
import type { TimerRef } from '../process/pid.ts';
import { decide } from './core/decide.ts';
import type { WorkerState } from './core/state.ts';
import { statsOf } from './core/stats.ts';
import { type RunningFence, runFence } from './fence-runner.ts';
import { finalPersistence } from './final-persistence.ts';
import type { ForceResult } from './force-result.ts';
import { logEvent } from './log-event.ts';
import type {
  Effect,
  Report,
  RequestPersistence,
  Resumed,
  WorkerInput,
  WorkerProtocol,
} from './messages.ts';
import { hierarchyWarnings } from './resolve-options.ts';
import type { WorkerMemory } from './worker-memory.ts';

type Context = ServerContext<WorkerProtocol>;

/** The callbacks of one incarnation. Its state is immutable; what is here are handles. */
export class WorkerCallbacks implements GenServerCallbacks<undefined, WorkerState, WorkerProtocol> {
  readonly name = 'persistence_worker';
  private readonly memory: WorkerMemory;
  private tick: TimerRef | undefined;
  private openTime: TimerRef | undefined;
  private readonly running = new Map<number, RunningFence>();
  /** Reports that are on their way: terminate finds here what its mailbox would lose. */
  private readonly unhandled = new Set<Report>();
  /** Set by the final persistence, which takes reports itself. */
  private listener: ((report: Report) => void) | undefined;
  private readonly finalTimers: Timer[] = [];

  constructor(memory: WorkerMemory) {
    this.memory = memory;
  }

  init(_args: undefined, context: Context): InitReturn<WorkerState, WorkerProtocol> {
    // Without this the supervisor's shutdown would end the worker before its final persistence.
    context.trapExit(true);
    return ok(this.memory.begin(context), { continue: { type: 'resumed' } });
  }

  handleContinue(
    message: Resumed,
    state: WorkerState,
    context: Context,
  ): HandlerReturn<WorkerState, WorkerProtocol> {
    const { storeId, memory } = { storeId: state.storeId, memory: this.memory };
    for (const warning of hierarchyWarnings(state.options.values)) {
      context.logger.warn(warning, { storeId });
    }
    const at = context.system.clock.wallTime();
    const { restarts } = memory.outsideCounts;
    const pending = state.pending.size;
    this.publish({ type: 'worker_started', storeId, at, restarts, pending }, context);
    return noreply(this.step(state, message, context));
  }

  handleCast(
    message: RequestPersistence,
    state: WorkerState,
    context: Context,
  ): HandlerReturn<WorkerState, WorkerProtocol> {
    return noreply(this.step(state, message, context));
  }

  handleInfo(
    message: InfoOf<WorkerProtocol>,
    state: WorkerState,
    context: Context,
  ): HandlerReturn<WorkerState, WorkerProtocol> {
    switch (message.type) {
      case 'DOWN':
      case 'EXIT':
      case 'timeout':
        context.logger.warn('unexpected message', {
          storeId: state.storeId,
          received: message.type,
        });
        return noreply(state);
      default:
        return noreply(this.step(state, message, context));
    }
  }

  handleCall(
    request: CallOf<WorkerProtocol>,
    from: From<ReplyOf<WorkerProtocol>>,
    state: WorkerState,
    context: Context,
  ): CallReturn<WorkerState, WorkerProtocol> {
    switch (request.type) {
      case 'get_stats':
        return reply(statsOf(state, this.memory.outsideCounts, context.now()), state);
      case 'force_persistence':
        return noreply(this.step(state, { ...request, from }, context));
      case 'reset_circuit_breaker':
        return reply(undefined, this.step(state, request, context));
      case 'configure': {
        const next = this.step(state, request, context);
        const { values, sources } = next.options;
        return reply({ values, sources }, next);
      }
    }
  }

  /** Ends in order: a final persistence. After a crash a successor takes over instead. */
  async terminate(reason: ExitReason, state: WorkerState, context: Context): Promise<void> {
    if (isAbnormal(reason)) return;
    const left = await finalPersistence({
      state,
      memory: this.memory,
      clock: context.system.clock,
      step: (before, input) => this.step(before, input, context),
      listen: (listener) => {
        this.listener = listener;
        for (const report of this.unhandled) listener(report);
      },
    });
    for (const timer of this.finalTimers) timer.cancel();
    for (const fence of this.running.values()) fence.abandon();
    const at = context.system.clock.wallTime();
    this.publish({ type: 'worker_stopped', storeId: state.storeId, at, left }, context);
  }

  /** Decides, keeps the state where a successor finds it, and performs what was decided. */
  private step(state: WorkerState, input: WorkerInput, context: Context): WorkerState {
    this.unhandled.delete(input as Report);
    const { clock } = context.system;
    const decision = decide(state, input, { now: clock.now(), wall: clock.wallTime() });
    this.memory.lastState = decision.state;
    for (const effect of decision.effects) this.perform(effect, context);
    return decision.state;
  }

  private perform(effect: Effect, context: Context): void {
    switch (effect.type) {
      case 'start_fence': {
        const covered = this.memory.ledger.cover(effect.storeId);
        const order = { ...effect, covered };
        const running = runFence(this.memory.port, order, context.system.clock, (report) => {
          this.running.delete(report.fence);
          this.report(report, context);
        });
        this.running.set(effect.fence, running);
        return;
      }
      case 'arm_tick':
        this.disarm(this.tick, context);
        this.tick = this.arm(effect.ms, { type: 'tick' }, context);
        return;
      case 'disarm_tick':
        this.disarm(this.tick, context);
        return;
      case 'arm_breaker':
        this.disarm(this.openTime, context);
        this.openTime = this.arm(
          effect.ms,
          { type: 'breaker_elapsed', epoch: effect.epoch },
          context,
        );
        return;
      case 'disarm_breaker':
        this.disarm(this.openTime, context);
        return;
      case 'advance_durable':
        this.memory.ledger.advance(effect.storeId, effect.seq);
        return;
      case 'answer':
        GenServer.reply<ForceResult>(effect.from, effect.result);
        return;
      case 'publish':
        this.publish(effect.event, context);
    }
  }

  private publish(event: Parameters<WorkerMemory['publish']>[0], context: Context): void {
    logEvent(context.logger, event);
    this.memory.publish(event, (error) => {
      context.logger.error('a listener threw', {
        storeId: event.storeId,
        event: event.type,
        error,
      });
    });
  }

  private report(report: Report, context: Context): void {
    this.unhandled.add(report);
    if (this.listener !== undefined) this.listener(report);
    else GenServer.send(context.self, report);
  }

  /** Idempotent, also for a timer that has rung. */
  private disarm(timer: TimerRef | undefined, context: Context): void {
    if (timer !== undefined) context.cancelTimer(timer);
  }

  private arm(ms: number, report: Report, context: Context): TimerRef | undefined {
    const { listener } = this;
    if (listener === undefined) return context.sendAfter(ms, report);
    this.finalTimers.push(context.system.clock.setTimer(ms, () => listener(report)));
    return undefined;
  }
}
