import type { HoldfastError } from '../errors.ts';
import { ServerStoppedError } from '../gen-server/errors.ts';
import type { Deadlines } from '../process/deadlines.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { Answers, Asked, CallerLeft, Question } from './messages.ts';
import type { Patience } from './waiting.ts';
import { WaitingCaller } from './waiting-caller.ts';

/**
 * Who has asked a worker and waits for the answer. Like the ledger it stands beside the process: a
 * crash ends who would have answered, but not the waiting, and the successor finds everybody here.
 *
 * Everybody is answered once, since who is answered or leaves is forgotten. A question is handled at
 * most once: one in the handling of which a worker crashed is not put to its successor, which it
 * might crash as well.
 */
export class WaitingRoom {
  private readonly callers = new Map<number, WaitingCaller>();
  private readonly tell: (message: Asked | CallerLeft) => void;
  private deadlines: Deadlines | undefined;
  private refusal: () => HoldfastError;
  private lastNumber = 0;

  /** `tell` reaches the worker's process, if there is one; `refusal` is for who asks before. */
  constructor(tell: (message: Asked | CallerLeft) => void, refusal: () => HoldfastError) {
    this.tell = tell;
    this.refusal = refusal;
  }

  /** An incarnation serves. */
  open(deadlines: Deadlines): void {
    this.deadlines = deadlines;
  }

  /** Whoever asks from now on is refused; who waits goes on waiting. */
  close(refusal: () => HoldfastError): void {
    this.deadlines = undefined;
    this.refusal = refusal;
  }

  /** How many wait. */
  get size(): number {
    return this.callers.size;
  }

  /** Resolves with the answer. Rejects with `ERR_CALL_TIMEOUT`, the signal's reason, or a refusal. */
  ask<Q extends Question>(question: Q, patience: Patience): Promise<Answers[Q['type']]> {
    const { deadlines } = this;
    if (deadlines === undefined) return Promise.reject(this.refusal());
    const { signal } = patience;
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    this.lastNumber += 1;
    const caller = this.lastNumber;
    const asked: Asked = { type: 'asked', caller, question };
    return new Promise((resolve, reject) => {
      const answered = resolve as (answer: unknown) => void;
      const waiting = new WaitingCaller(asked, answered, reject, () => {
        this.callers.delete(caller);
        this.tell({ type: 'caller_left', caller });
      });
      this.callers.set(caller, waiting);
      waiting.wait(deadlines, patience);
      this.tell(asked);
    });
  }

  /**
   * The handling of a question begins. False: the caller has left, or nobody here has asked it, and
   * it is not to be handled.
   */
  take(asked: Asked): boolean {
    const waiting = this.callers.get(asked.caller);
    if (waiting?.asked !== asked) return false;
    waiting.taken = true;
    return true;
  }

  /** Does nothing for a caller who has left. */
  answer(caller: number, answer: Answers[keyof Answers]): void {
    const waiting = this.callers.get(caller);
    this.callers.delete(caller);
    waiting?.answer(answer);
  }

  /** Does nothing for a caller who has left. */
  refuse(caller: number, error: HoldfastError): void {
    const waiting = this.callers.get(caller);
    this.callers.delete(caller);
    waiting?.refuse(error);
  }

  has(caller: number): boolean {
    return this.callers.has(caller);
  }

  /** The questions that no process has begun to handle, in the order in which they were asked. */
  unheard(): readonly Asked[] {
    return [...this.callers.values()].filter(({ taken }) => !taken).map(({ asked }) => asked);
  }

  /**
   * A successor begins: `kept` are waiting in the state that it takes over. Whose handling was cut
   * short hears why. Answers the questions to put to it.
   */
  handOver(kept: (caller: number) => boolean, reason: ExitReason): readonly Asked[] {
    this.refuseThose(({ taken, asked }) => taken && !kept(asked.caller), reason);
    return this.unheard();
  }

  /** Nobody will answer who still waits: they hear why the worker ended. */
  abandon(reason: ExitReason): void {
    this.refuseThose(() => true, reason);
  }

  private refuseThose(which: (caller: WaitingCaller) => boolean, reason: ExitReason): void {
    for (const [number, caller] of [...this.callers]) {
      if (!which(caller)) continue;
      this.callers.delete(number);
      caller.refuse(new ServerStoppedError(caller.asked.question.type, reason));
    }
  }
}
