import { availableParallelism } from 'node:os';
import { InvalidOptionError } from '../errors.ts';
import { toProcess } from '../process/any-process.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { Parent } from '../process/process-context.ts';
import type { Exit } from '../process/signals.ts';
import { checkTimeout } from '../process/timeout.ts';
import { TaskTimeoutError } from './errors.ts';
import { async, shutdown, type Task, yield as yieldTask } from './task.ts';
import { DEFAULT_TIMEOUT_MS, type TaskHandle } from './task-handle.ts';

/** How `asyncStream` goes about its elements. */
export interface AsyncStreamOptions {
  /** How many elements are worked on at once. Default: the number of CPU cores there may be. */
  readonly maxConcurrency?: number;
  /** Results in the order of the input; false: as they come. Default true. */
  readonly ordered?: boolean;
  /** For one element, in ms, or `infinity`. Default 5 000. */
  readonly timeout?: number | 'infinity';
  /** What a timeout does: reject, or kill that task and answer `timeout`. Default `exit`. */
  readonly onTimeout?: 'exit' | 'kill_task';
  /** Adds the `input` to an `exit`. Default false. */
  readonly zipInputOnExit?: boolean;
  /** Starts the task of one element. Default: `Task.async`, linked to the owner. */
  readonly start?: <V>(owner: Parent, run: () => V | Promise<V>) => Task<V> | Promise<Task<V>>;
}

/** What became of one element. */
export type StreamResult<In, Out> =
  | { readonly type: 'ok'; readonly value: Out }
  | { readonly type: 'exit'; readonly reason: ExitReason; readonly input?: In };

/**
 * Runs `run` on every element in a task of its own, at most `maxConcurrency` at once, and answers
 * what became of each. Nothing is taken from the input ahead of its turn; whoever stops reading ends
 * the tasks that still run. Throws `ERR_INVALID_OPTION`; rejects with `ERR_TASK_TIMEOUT`.
 * Source: Elixir Task.async_stream/3.
 */
export function asyncStream<In, Out>(
  owner: Parent,
  input: Iterable<In> | AsyncIterable<In>,
  run: (element: In) => Out | Promise<Out>,
  options: AsyncStreamOptions = {},
): AsyncIterableIterator<StreamResult<In, Awaited<Out>>> {
  const { maxConcurrency = availableParallelism(), ordered = true, onTimeout = 'exit' } = options;
  checkTimeout(options.timeout ?? DEFAULT_TIMEOUT_MS);
  if (!(Number.isInteger(maxConcurrency) && maxConcurrency > 0)) {
    throw new InvalidOptionError('maxConcurrency', maxConcurrency, 'a whole number > 0');
  }
  if (!['exit', 'kill_task'].includes(onTimeout)) {
    throw new InvalidOptionError('onTimeout', onTimeout, 'exit or kill_task');
  }
  return new Stream(owner, run, options).read(elementsOf(input), maxConcurrency, ordered);
}

/** One element on its way. */
interface Running<In, Out> {
  readonly task: Task<Out>;
  readonly result: Promise<StreamResult<In, Out>>;
}

class Stream<In, Out> {
  private readonly owner: Parent;
  private readonly run: (element: In) => Out | Promise<Out>;
  private readonly options: AsyncStreamOptions;

  constructor(
    owner: Parent,
    run: (element: In) => Out | Promise<Out>,
    options: AsyncStreamOptions,
  ) {
    this.owner = owner;
    this.run = run;
    this.options = options;
  }

  async *read(
    elements: AsyncIterator<In>,
    maxConcurrency: number,
    ordered: boolean,
  ): AsyncIterableIterator<StreamResult<In, Awaited<Out>>> {
    const running: Running<In, Awaited<Out>>[] = [];
    let done = false;
    try {
      for (;;) {
        while (!done && running.length < maxConcurrency) {
          const next = await elements.next();
          done = next.done === true;
          if (next.done !== true) running.push(await this.start(next.value));
        }
        const [first] = running;
        if (first === undefined) return;
        const settled = ordered ? first : await firstSettled(running);
        const result = await settled.result;
        running.splice(running.indexOf(settled), 1);
        yield result;
      }
    } finally {
      await this.stop(running);
      await elements.return?.();
    }
  }

  private async start(input: In): Promise<Running<In, Awaited<Out>>> {
    const start = this.options.start ?? async;
    const task = (await start(this.owner, async () => this.run(input))) as Task<Awaited<Out>>;
    hush(this.owner, task);
    const result = this.resultOf(task, input);
    // Whoever reads the stream hears of a failure; one that nobody comes to read must not.
    result.catch(() => undefined);
    return { task, result };
  }

  private async resultOf<T>(task: Task<T>, input: In): Promise<StreamResult<In, T>> {
    const { timeout = DEFAULT_TIMEOUT_MS, onTimeout, zipInputOnExit = false } = this.options;
    const outcome = await yieldTask(task, { timeout, caller: this.owner });
    if (outcome?.type === 'ok') return outcome;
    if (outcome === undefined) {
      if (onTimeout !== 'kill_task') throw new TaskTimeoutError(checkTimeout(timeout));
      await shutdown(task, 'brutal_kill', { caller: this.owner });
    }
    const reason = outcome?.reason ?? 'timeout';
    return { type: 'exit', reason, ...(zipInputOnExit && { input }) };
  }

  private async stop(running: readonly Running<In, unknown>[]): Promise<void> {
    const { owner: caller } = this;
    await Promise.all(running.map(({ task }) => shutdown(task, DEFAULT_TIMEOUT_MS, { caller })));
  }
}

/** The owner hears of its elements from the stream alone: no EXIT of theirs comes besides. */
function hush({ self }: Parent, task: Task<unknown>): void {
  const owner = toProcess(self);
  (task as TaskHandle<unknown>).whenSettled(() => {
    const { pid } = task;
    if (pid === undefined || !owner.alive) return;
    owner.unlink(toProcess(pid));
    owner.takeWaiting((message) => message.type === 'EXIT' && (message as Exit).pid === pid);
  });
}

async function firstSettled<T extends { readonly result: Promise<unknown> }>(
  running: readonly T[],
): Promise<T> {
  const told = running.map(async (one) => {
    await one.result;
    return one;
  });
  return Promise.race(told);
}

async function* elementsOf<In>(input: Iterable<In> | AsyncIterable<In>): AsyncIterableIterator<In> {
  yield* input;
}
