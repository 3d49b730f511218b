/** The thread of an engine, seen from the store: questions, answers, and its end. */
import { Worker } from 'node:worker_threads';
import { EngineEndedError, EngineFailedError } from './errors.ts';
import type { Answer, Question, ThreadFailure, ThreadOptions, Verbs } from './thread/protocol.ts';

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Beside this file, as it is built. The tests of this package run its sources instead. */
const PROGRAM = import.meta.url.endsWith('.ts')
  ? '../../test/support/sqlite-thread.cjs'
  : './thread/main.js';

export class EngineThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onFailure: (error: Error) => void;
  #lastId = 0;
  #ended: EngineEndedError | undefined;
  readonly #exited: Promise<void>;

  private constructor(options: ThreadOptions, onFailure: (error: Error) => void) {
    this.#onFailure = onFailure;
    // What the process was started with is for its own program; `--input-type` breaks another.
    const settings = { workerData: options, execArgv: [] };
    this.#worker = new Worker(new URL(PROGRAM, import.meta.url), settings);
    this.#worker.on('message', (answer: Answer) => {
      this.#hear(answer);
    });
    this.#worker.on('error', (error) => {
      this.#end('it failed', error);
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        this.#end(`exit code ${code}`);
        resolve();
      });
    });
  }

  /**
   * Starts a thread and opens the database in it. `onFailure` hears, once, of a failure after which
   * nothing may be written: a checkpoint that failed, or the end of the thread.
   */
  static async start(
    options: ThreadOptions,
    onFailure: (error: Error) => void,
  ): Promise<EngineThread> {
    const thread = new EngineThread(options, onFailure);
    try {
      await thread.#wait(0);
      return thread;
    } catch (error) {
      await thread.#exit();
      throw error;
    }
  }

  /** Answers in the order of the calls. Rejects with `EngineFailedError` or `EngineEndedError`. */
  ask<Verb extends keyof Verbs>(
    request: Verbs[Verb]['request'] & { readonly kind: Verb },
  ): Promise<Verbs[Verb]['answer']> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const question: Question = { id: this.#lastId, request };
    const answer = this.#wait(question.id);
    this.#worker.postMessage(question);
    return answer as Promise<Verbs[Verb]['answer']>;
  }

  /** Closes the database and ends the thread. Resolves when the file is free. Never rejects. */
  async close(): Promise<void> {
    await this.ask({ kind: 'close' }).catch(() => undefined);
    await this.#exit();
  }

  #exit(): Promise<void> {
    this.#worker.ref();
    return this.#exited;
  }

  /** The process may end while nobody waits for an answer. */
  #wait(id: number): Promise<unknown> {
    if (this.#waiting.size === 0) this.#worker.ref();
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #hear({ id, value, failure }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    const error = failure === undefined ? undefined : errorOf(failure);
    if (waiting === undefined) {
      if (error !== undefined) this.#onFailure(error);
    } else if (error === undefined) waiting.resolve(value);
    else waiting.reject(error);
  }

  #end(how: string, cause?: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = new EngineEndedError(how, cause);
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(this.#ended);
    this.#onFailure(this.#ended);
  }
}

function errorOf({ code, message, undone }: ThreadFailure): Error {
  return new EngineFailedError(code, message, undone);
}
