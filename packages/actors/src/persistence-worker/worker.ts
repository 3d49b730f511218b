/**
 * The shell of the persistence worker: a GenServer whose callbacks turn messages into decisions of
 * the pure core. No callback waits for a store: fences run beside the mailbox and come back as
 * messages, so statistics are answered while a disk hangs. Who asks waits in the waiting room.
 */
import {
  type GenServerCallbacks,
  type HandlerReturn,
  type InitReturn,
  noreply,
  ok,
} from '../gen-server/callbacks.ts';
import type { ServerContext } from '../gen-server/context.ts';
import { type ExitReason, isAbnormal } from '../process/exit-reason.ts';
import { isAlive } from '../process/process-verbs.ts';
import type { CastOf, InfoOf } from '../process/protocol.ts';
import { answerQuestion } from './answer-question.ts';
import { decide } from './core/decide.ts';
import type { WorkerState } from './core/state.ts';
import { Effects } from './effects.ts';
import { finalPersistence } from './final-persistence.ts';
import { isKnownCast, isReport, nameOf } from './known-message.ts';
import type { Asked, Resumed, WorkerInput, WorkerProtocol } from './messages.ts';
import type { WorkerMemory } from './worker-memory.ts';

type Context = ServerContext<WorkerProtocol>;
type Handled = HandlerReturn<WorkerState, WorkerProtocol>;

/** The callbacks of one incarnation. What the worker knows is in its immutable state. */
export class WorkerCallbacks implements GenServerCallbacks<undefined, WorkerState, WorkerProtocol> {
  readonly name = 'persistence_worker';
  private readonly memory: WorkerMemory;
  private effects: Effects | undefined;

  constructor(memory: WorkerMemory) {
    this.memory = memory;
  }

  init(_args: undefined, context: Context): InitReturn<WorkerState, WorkerProtocol> {
    // Without this the supervisor's shutdown would end the worker before its final persistence.
    context.trapExit(true);
    const state = this.memory.begin(context);
    const { held: isolated } = this.memory.isolations;
    return ok(state, { continue: { type: 'resumed', isolated } });
  }

  handleContinue(message: Resumed, state: WorkerState, context: Context): Handled {
    const { storeId } = state;
    const effects = this.effectsOf(context);
    const at = context.system.clock.wallTime();
    const { restarts } = this.memory.outsideCounts;
    const pending = state.pending.size;
    effects.publish({ type: 'worker_started', storeId, at, restarts, pending });
    // Told once: a restart changes no option.
    for (const warning of restarts === 0 ? state.options.warnings : []) {
      effects.publish({ type: 'configuration_warning', storeId, at, warning });
    }
    return noreply(this.step(state, message, context));
  }

  /** Nobody calls a worker: its verbs ask by a cast. The caller hears of it when its time is over. */
  handleCall(message: never, _from: unknown, state: WorkerState, context: Context): Handled {
    return unexpected(message, state, context);
  }

  handleCast(message: CastOf<WorkerProtocol>, state: WorkerState, context: Context): Handled {
    if (!isKnownCast(message)) return unexpected(message, state, context);
    return noreply(
      message.type === 'asked'
        ? this.answer(message, state, context)
        : this.step(state, message, context),
    );
  }

  handleInfo(message: InfoOf<WorkerProtocol>, state: WorkerState, context: Context): Handled {
    if (!isReport(message)) return unexpected(message, state, context);
    return noreply(this.step(state, message, context));
  }

  /** Ends in order: a final persistence. After a crash a successor takes over instead. */
  async terminate(reason: ExitReason, state: WorkerState, context: Context): Promise<void> {
    const effects = this.effectsOf(context);
    if (isAbnormal(reason)) return;
    await finalPersistence({
      state,
      memory: this.memory,
      context,
      step: (before, input) => this.step(before, input, context),
      answer: (before, asked) => this.answer(asked, before, context),
      listen: (listener) => {
        effects.listen(listener);
      },
    });
    // Killed meanwhile: whatever is left is its successor's, or is told by who abandons it.
    if (!isAlive(context.self)) return;
    effects.end();
    const left = this.memory.stopped(reason);
    const { storeId } = state;
    effects.publish({ type: 'worker_stopped', storeId, at: context.system.clock.wallTime(), left });
  }

  private answer(asked: Asked, state: WorkerState, context: Context): WorkerState {
    return answerQuestion(asked, state, {
      memory: this.memory,
      now: () => context.now(),
      step: (before, input) => this.step(before, input, context),
    });
  }

  /** Decides, keeps the state where a successor finds it, and performs what was decided. */
  private step(state: WorkerState, input: WorkerInput, context: Context): WorkerState {
    const effects = this.effectsOf(context);
    effects.handled(input);
    const { clock, random } = context.system;
    const moment = { now: clock.now(), wall: clock.wallTime(), random };
    const decision = decide(state, input, moment);
    this.memory.lastState = decision.state;
    if (decision.state.options !== state.options) this.memory.ledger.roomChanged();
    for (const effect of decision.effects) effects.perform(effect);
    return decision.state;
  }

  private effectsOf(context: Context): Effects {
    this.effects ??= new Effects(this.memory, context);
    return this.effects;
  }
}

function unexpected(message: unknown, state: WorkerState, { logger }: Context): Handled {
  const { storeId } = state;
  logger.warn('unexpected message', { storeId, received: nameOf(message) });
  return noreply(state);
}
