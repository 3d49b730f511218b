/** The hands of one incarnation: performs what the core decided, and decides nothing. */
import type { ServerContext } from '../gen-server/context.ts';
import { send } from '../gen-server/gen-server.ts';
import { onAbort } from '../process/abort-listeners.ts';
import type { Timer } from '../process/clock.ts';
import type { TimerRef } from '../process/pid.ts';
import type { PersistenceEvent } from './events.ts';
import type { Effect, Report, WorkerInput, WorkerProtocol } from './messages.ts';
import type { WorkerMemory } from './worker-memory.ts';

export class Effects {
  private readonly memory: WorkerMemory;
  private readonly context: ServerContext<WorkerProtocol>;
  private tick: TimerRef | undefined;
  private openTime: TimerRef | undefined;
  /** Set by the final persistence, which takes reports itself. */
  private listener: ((report: Report) => void) | undefined;
  private readonly finalTimers: Timer[] = [];
  private ended = false;

  constructor(memory: WorkerMemory, context: ServerContext<WorkerProtocol>) {
    this.memory = memory;
    this.context = context;
    // However it ends, also by a kill, which runs no callback.
    onAbort(context.signal, () => {
      this.end();
    });
    memory.fences.reportTo((report) => {
      send(context.self, report);
    });
  }

  perform(effect: Effect): void {
    switch (effect.type) {
      case 'start_fence':
        this.startFence(effect);
        return;
      case 'arm_tick':
        this.disarm(this.tick);
        this.tick = this.arm(effect.ms, { type: 'tick' });
        return;
      case 'disarm_tick':
        this.disarm(this.tick);
        return;
      case 'arm_breaker':
        this.disarm(this.openTime);
        this.openTime = this.arm(effect.ms, { type: 'breaker_elapsed', epoch: effect.epoch });
        return;
      case 'disarm_breaker':
        this.disarm(this.openTime);
        return;
      case 'advance_durable':
        this.memory.ledger.advance(effect.storeId, effect.seq);
        return;
      case 'poison_store':
        this.memory.ledger.poison(effect.storeId, effect.error);
        return;
      case 'reopen_store':
        this.memory.ledger.reopen(effect.storeId);
        return;
      case 'answer':
        this.memory.room.answer(effect.caller, effect.answer);
        return;
      case 'publish':
        this.publish(effect.event);
    }
  }

  publish(event: PersistenceEvent): void {
    const { logger, system } = this.context;
    this.memory.listeners.tell(event, logger, system.clock);
  }

  /** An input has reached the core. */
  handled(input: WorkerInput): void {
    this.memory.fences.handled(input as Report);
  }

  /** Reports of timers and fences go to `listener` from now on, those on their way first. */
  listen(listener: (report: Report) => void): void {
    this.listener = listener;
    this.memory.fences.reportTo(listener);
  }

  /** Nothing is waited for any more: no timer stays, and fences that are out are told. Idempotent. */
  end(): void {
    for (const timer of this.finalTimers) timer.cancel();
    if (this.ended) return;
    this.ended = true;
    this.memory.fences.abandon();
  }

  private startFence(effect: Extract<Effect, { type: 'start_fence' }>): void {
    const covered = this.memory.ledger.cover(effect.storeId);
    this.memory.fences.start({ ...effect, covered }, this.context.system.clock);
  }

  private arm(ms: number, report: Report): TimerRef | undefined {
    const { listener } = this;
    if (listener === undefined) return this.context.sendAfter(ms, report);
    this.finalTimers.push(this.context.system.clock.setTimer(ms, () => listener(report)));
    return undefined;
  }

  /** Idempotent, also for a timer that has rung. */
  private disarm(timer: TimerRef | undefined): void {
    if (timer !== undefined) this.context.cancelTimer(timer);
  }
}
