import type { Asked } from './messages.ts';
import { Waiting } from './waiting.ts';

/** One caller who waits for an answer. */
export class WaitingCaller extends Waiting<unknown> {
  readonly asked: Asked;
  /** An incarnation has begun to handle the question. */
  taken = false;

  /** `gone`: it has stopped waiting by itself. */
  constructor(
    asked: Asked,
    resolve: (answer: unknown) => void,
    reject: (error: unknown) => void,
    gone: () => void,
  ) {
    super(asked.question.type, resolve, reject, gone);
    this.asked = asked;
  }
}
