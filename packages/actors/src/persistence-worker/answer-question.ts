import type { WorkerState } from './core/state.ts';
import { statsOf } from './core/stats.ts';
import { WorkerIsolatedError } from './errors.ts';
import type { Asked, WorkerInput } from './messages.ts';
import { effective } from './resolve-options.ts';
import type { WorkerMemory } from './worker-memory.ts';

/** What handling a question needs of the incarnation that handles it. */
export interface Hearing {
  readonly memory: WorkerMemory;
  readonly now: () => number;
  readonly step: (state: WorkerState, input: WorkerInput) => WorkerState;
}

/** Handles a question, and answers it where the core does not: that answers when fences are back. */
export function answerQuestion(
  asked: Asked,
  state: WorkerState,
  { memory, now, step }: Hearing,
): WorkerState {
  const { room } = memory;
  if (!room.take(asked)) return state;
  const { caller, question } = asked;
  switch (question.type) {
    case 'get_stats':
      room.answer(caller, statsOf(state, memory.outsideCounts, now()));
      return state;
    case 'force_persistence':
    case 'drain':
      return step(state, { ...question, caller });
    case 'reset_circuit_breaker': {
      if (state.breaker.state === 'isolated') {
        room.refuse(caller, new WorkerIsolatedError(state.storeId));
        return state;
      }
      const next = step(state, question);
      room.answer(caller, undefined);
      return next;
    }
    case 'configure': {
      const next = step(state, question);
      room.answer(caller, effective(next.options));
      return next;
    }
  }
}
