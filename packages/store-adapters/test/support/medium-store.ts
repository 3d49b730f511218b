/**
 * A store on a medium with a volatile and a durable half, and a list of ways in which it can be
 * broken. The contract must pass it without a flaw and catch every flaw.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HungSyncs } from '../../src/contract/index.ts';
import {
  type AppendOptions,
  type AppendResult,
  checkAppend,
  checkRead,
  checkReadAll,
  type EventStore,
  type FenceOptions,
  type NewEvent,
  type ReadAllOptions,
  type ReadOptions,
  type RecordedEvent,
  StoreClosedError,
  type StoreHealth,
  type StoreId,
  type SurvivalPromise,
  storeHealth,
  versionMatches,
  WrongExpectedVersionError,
} from '../../src/index.ts';
import type { Flaw } from './flaws.ts';
import { gate } from './gate.ts';
import { orAborted } from './or-aborted.ts';

/** What is left when the store is gone. */
export interface Medium {
  events: RecordedEvent[];
  durable: number;
}

type Operation = () => Promise<void>;

/** Turns of the event loop that a sync takes. */
const SYNC_TURNS = 4;

export class MediumStore implements EventStore {
  readonly survives: SurvivalPromise;
  readonly medium: Medium;
  readonly #flaw: Flaw | undefined;
  #queue: Operation[] = [];
  #draining: Promise<void> | undefined;
  #runningFence: Promise<void> | undefined;
  #fences = 0;
  #skipped = 0;
  #closed = false;
  #hung: { readonly released: Promise<void>; begun: number } | undefined;

  constructor(flaw: Flaw | undefined, medium: Medium = { events: [], durable: 0 }) {
    this.#flaw = flaw;
    this.medium = medium;
    const durable = flaw === 'promises something else' ? 'process_crash' : 'power_loss';
    this.survives = { accepted: 'process_crash', durable };
  }

  async append(
    stream: string,
    events: readonly NewEvent[],
    options: AppendOptions = {},
  ): Promise<AppendResult> {
    this.#checkOpen();
    const { signal, ...rest } = options;
    const heeded = signal !== undefined && this.#flaw !== 'ignores an aborted signal';
    const kept = this.#withoutBadPart(events);
    const { expected, body } = checkAppend(stream, kept, heeded ? options : rest);
    if (this.#flaw === 'leaves its listener') signal?.addEventListener('abort', () => undefined);
    const tuples = JSON.parse(`[${body}]`) as [string, unknown, unknown?][];
    const name = this.#nameOf(stream);
    return this.#enqueue(() => {
      const actual = this.medium.events.filter((event) => event.stream === name).length;
      if (!versionMatches(expected, actual) && this.#flaw !== 'ignores the expected version') {
        if (this.#flaw === 'a conflict uses up a position') this.#skipped += 1;
        if (this.#flaw === 'a conflict takes its neighbours along') this.#queue = [];
        const told = this.#flaw === 'reports the wrong actual version' ? actual + 1 : actual;
        const error = new WrongExpectedVersionError(stream, expected, BigInt(told));
        throw this.#flaw === 'says nothing of outcomes' ? withoutOutcome(error) : error;
      }
      for (const [index, [type, data, ...metadata]] of tuples.entries()) {
        this.medium.events.push({
          stream: name,
          version: BigInt(actual + index + 1),
          position: BigInt(this.medium.events.length + 1 + this.#skipped),
          recordedAt: Date.now(),
          type,
          data: this.#flaw === 'keeps references to the data' ? events[index]?.data : data,
          ...(metadata.length > 0 ? { metadata: metadata[0] } : {}),
        });
      }
      return this.#answer(actual, tuples.length);
    });
  }

  async fence(_storeId: StoreId, { signal }: FenceOptions): Promise<void> {
    this.#checkOpen();
    if (this.#flaw !== 'ignores an aborted signal') signal.throwIfAborted();
    this.#fences += 1;
    if (this.#flaw === 'fence does nothing') return;
    if (this.#flaw === 'only the first fence syncs' && this.#fences > 1) {
      await this.#enqueue(() => undefined);
      return;
    }
    if (this.#flaw === 'fence covers only what was answered') {
      await this.#sync();
      return;
    }
    if (this.#flaw === 'fence joins the one under way' && this.#runningFence !== undefined) {
      await this.#runningFence;
      return;
    }
    if (this.#flaw === 'fence resolves before its sync') {
      await this.#enqueue(() => undefined);
      void this.#sync();
      return;
    }
    if (this.#flaw === 'begins a sync for every caller') void this.#sync();
    this.#runningFence = this.#enqueue(
      () => undefined,
      () => this.#sync(),
    );
    const heeded = this.#flaw !== 'hangs past its signal' && this.#flaw !== 'leaves its listener';
    await (heeded ? orAborted(this.#runningFence, signal) : this.#runningFence);
    this.#runningFence = undefined;
  }

  async *read(stream: string, options?: ReadOptions): AsyncGenerator<RecordedEvent> {
    const { backward, from, maxCount, signal } = checkRead(stream, options);
    await nextTurn();
    const own = this.medium.events.filter((event) => event.stream === this.#nameOf(stream));
    const ignored = this.#flaw === 'read backward ignores from';
    const chosen = backward
      ? own.filter(({ version }) => ignored || Number(version) <= from).reverse()
      : own.filter(({ version }) => Number(version) >= from);
    yield* this.#events(chosen.slice(0, maxCount), signal);
  }

  async *readAll(options?: ReadAllOptions): AsyncGenerator<RecordedEvent> {
    const { after, signal } = checkReadAll(options);
    await nextTurn();
    const first = this.#flaw === 'readAll skips whole appends' && after > 0 ? after + 1 : after;
    const events = this.medium.events.filter(({ position }) => Number(position) > first);
    yield* this.#events(events, signal);
  }

  health(): StoreHealth {
    if (this.#flaw === 'is ready for ever') return { status: 'ready' };
    const late = this.#flaw === 'is closed only when it has closed';
    return storeHealth(this.#closed && !(late && this.#draining), undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#flaw === 'close drops the queue') this.#queue = [];
    await this.#draining;
  }

  /** Lets every sync hang that begins from now on. */
  hang(): HungSyncs {
    const released = gate();
    const hung = { released: released.promise, begun: 0 };
    this.#hung = hung;
    const release = (): void => {
      this.#hung = undefined;
      released.open();
    };
    return { begun: () => hung.begun, release };
  }

  /** The medium as a power cut leaves it: a prefix of what was not synced may be kept. */
  cutPower(): Medium {
    const { events, durable } = this.medium;
    const lucky = Math.floor((events.length - durable) / 2);
    const kept = events.slice(0, durable + lucky);
    if (this.#flaw === 'a power cut leaves holes') kept.splice(durable, 1);
    this.#closed = true;
    this.#queue = [];
    return { events: kept, durable: kept.length };
  }

  async *#events(
    events: readonly RecordedEvent[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<RecordedEvent> {
    for (const event of events) {
      this.#checkOpen();
      await Promise.resolve();
      signal?.throwIfAborted();
      yield this.#flaw === 'keeps references to the data' ? event : structuredClone(event);
    }
    this.#checkOpen();
  }

  #checkOpen(): void {
    if (this.#closed && this.#flaw !== 'works after close') throw new StoreClosedError();
  }

  #nameOf(stream: string): string {
    if (this.#flaw === 'reads names without case') return stream.toLowerCase();
    if (this.#flaw === 'cuts names at NUL') return stream.split('\0')[0] ?? '';
    return stream;
  }

  #withoutBadPart(events: readonly NewEvent[]): readonly NewEvent[] {
    if (this.#flaw !== 'keeps the good part of a bad append' || events.length < 2) return events;
    try {
      checkAppend('probe', events);
      return events;
    } catch {
      const good = events.slice(0, 1);
      void this.append('a', good);
      return events;
    }
  }

  #answer(actual: number, count: number): AppendResult {
    const lie = this.#flaw === 'answers one version too high' ? 1 : 0;
    const last = this.medium.events.length + this.#skipped;
    const first = this.#flaw === 'answers the position of the first event';
    const version = actual + count + lie;
    const position = first ? last - count + 1 : last;
    if (this.#flaw === 'counts in numbers') {
      return { nextExpectedVersion: version, lastPosition: position } as never;
    }
    return { nextExpectedVersion: BigInt(version), lastPosition: BigInt(position) };
  }

  async #sync(): Promise<void> {
    if (this.#hung !== undefined) this.#hung.begun += 1;
    await this.#hung?.released;
    const covered = this.medium.events.length;
    for (let turn = 0; turn < SYNC_TURNS; turn += 1) await nextTurn();
    this.medium.durable = Math.max(this.medium.durable, covered);
  }

  /** One operation after the other, each in its own turn; `after` keeps the next ones waiting. */
  #enqueue<T>(work: () => T, after?: () => Promise<void>): Promise<T> {
    return new Promise((resolve, reject: (error: Error) => void) => {
      const operation = async (): Promise<void> => {
        try {
          const result = work();
          await after?.();
          resolve(result);
        } catch (error) {
          reject(error as Error);
        }
      };
      if (this.#flaw === 'takes appends in reverse') this.#queue.unshift(operation);
      else this.#queue.push(operation);
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    await nextTurn();
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      await next();
      if (this.#queue.length % 16 === 0) await nextTurn();
    }
    this.#draining = undefined;
  }
}

function withoutOutcome(error: WrongExpectedVersionError): Error {
  const { code, stream, expected, actual } = error;
  return Object.assign(new Error(error.message), { code, stream, expected, actual });
}
