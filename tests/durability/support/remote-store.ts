/** A store that lives in a store child, seen from the test. Signals are not carried over. */
import {
  type AppendOptions,
  type AppendResult,
  type EventStore,
  HoldfastError,
  type NewEvent,
  type ReadAllOptions,
  type ReadOptions,
  type RecordedEvent,
  type StoreHealth,
  type StoreId,
  type SurvivalPromise,
} from '@holdfast/actors/ports';
import type { Child } from './child-process.ts';
import type { StoreAnswer, StoreRequest } from './store-child.ts';
import { decodeValue, encodeValue } from './wire-values.ts';

/** Sends requests to a store child and hands out its answers. */
export class StoreChildClient {
  readonly #child: Child;
  #requests = 0;

  constructor(child: Child) {
    this.#child = child;
  }

  /** The last request that was sent. */
  get sent(): number {
    return this.#requests;
  }

  async call(verb: StoreRequest['verb'], path: string, ...args: unknown[]): Promise<unknown> {
    this.#requests += 1;
    const id = this.#requests;
    const request: StoreRequest = { id, verb, path, args };
    this.#child.process.stdin?.write(`${JSON.stringify(encodeValue(request))}\n`);
    const line = await this.#child.said((said) => isAnswer(said) && said.id === id);
    const { value, error } = decodeValue(line) as StoreAnswer;
    if (error !== undefined) throw new HoldfastError(String(error.code), error.message);
    return value;
  }
}

export function isAnswer(line: unknown): line is StoreAnswer {
  return typeof line === 'object' && line !== null && 'verb' in line;
}

export class RemoteStore implements EventStore {
  readonly survives: SurvivalPromise = { accepted: 'process_crash', durable: 'power_loss' };
  readonly path: string;
  readonly #client: StoreChildClient;

  constructor(client: StoreChildClient, path: string) {
    this.#client = client;
    this.path = path;
  }

  append(
    stream: string,
    events: readonly NewEvent[],
    options: AppendOptions = {},
  ): Promise<AppendResult> {
    const given = [stream, events, options] as const;
    return this.#client.call('append', this.path, ...given) as Promise<AppendResult>;
  }

  async fence(storeId: StoreId): Promise<void> {
    await this.#client.call('fence', this.path, storeId);
  }

  read(stream: string, options: ReadOptions = {}): AsyncIterable<RecordedEvent> {
    return this.#events('read', stream, options);
  }

  readAll(options: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    return this.#events('readAll', options);
  }

  /** The child knows; this end does not ask it. */
  health(): StoreHealth {
    return { status: 'ready' };
  }

  async close(): Promise<void> {
    await this.#client.call('close', this.path);
  }

  async *#events(verb: 'read' | 'readAll', ...args: unknown[]): AsyncGenerator<RecordedEvent> {
    yield* (await this.#client.call(verb, this.path, ...args)) as RecordedEvent[];
  }
}
