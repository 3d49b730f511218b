/**
 * The store in memory: the semantics of every other adapter, and no durability whatever. A fence
 * resolves at once, because there is nothing that it could make safer.
 */
import type {
  AppendOptions,
  AppendResult,
  EventStore,
  FenceOptions,
  NewEvent,
  ReadAllOptions,
  ReadOptions,
  RecordedEvent,
  StoreHealth,
  StoreId,
  SurvivalPromise,
} from '@holdfast/actors/ports';
import { type AppendRequest, checkAppend } from '../append-request.ts';
import { StoreClosedError, WrongExpectedVersionError } from '../errors.ts';
import { checkRead, checkReadAll, type ReadRequest } from '../read-request.ts';
import { decodeEvents, type RecordedAppend, recordedEvent } from '../recorded-append.ts';
import { rejected } from '../rejected.ts';
import { checkSignal } from '../signal-option.ts';
import { storeHealth } from '../store-health.ts';
import { versionMatches } from '../version-matches.ts';

/** A store that survives nothing. Everything is lost with `close` or the process. */
export interface MemoryStore extends EventStore, AsyncDisposable {}

/** What memory stores promise. */
export const SURVIVES_NOTHING: SurvivalPromise = { accepted: 'nothing', durable: 'nothing' };

/** Where one event stands: the append that brought it, and its place in that append. */
interface Slot {
  readonly append: KeptAppend;
  readonly offset: number;
}

/** Kept as text: a reader gets its own copy, as from every other store. */
interface KeptAppend {
  readonly request: AppendRequest;
  readonly firstVersion: number;
  readonly firstPosition: number;
  readonly recordedAt: number;
}

/**
 * Opens an empty store in memory, for tests and examples. An event is accepted during the call of
 * `append`; `fence` resolves at once and promises nothing: see `survives`.
 */
export function openMemoryStore(): Promise<MemoryStore> {
  return Promise.resolve(new InMemoryStore(new MemoryContents()));
}

/** What a store holds. An engine keeps it while the store is closed. */
export class MemoryContents {
  readonly all: Slot[] = [];
  readonly streams: Map<string, Slot[]> = new Map();
}

export class InMemoryStore implements MemoryStore {
  readonly survives: SurvivalPromise = SURVIVES_NOTHING;
  readonly #all: Slot[];
  readonly #streams: Map<string, Slot[]>;
  readonly #onClose: () => void;
  #closed = false;

  constructor(contents: MemoryContents, onClose: () => void = () => undefined) {
    this.#all = contents.all;
    this.#streams = contents.streams;
    this.#onClose = onClose;
  }

  append(
    stream: string,
    events: readonly NewEvent[],
    options?: AppendOptions,
  ): Promise<AppendResult> {
    try {
      this.#checkOpen();
      return Promise.resolve(this.#keep(checkAppend(stream, events, options)));
    } catch (error) {
      return rejected(error as Error);
    }
  }

  fence(_storeId: StoreId, options: FenceOptions): Promise<void> {
    try {
      this.#checkOpen();
      checkSignal(options.signal);
      return Promise.resolve();
    } catch (error) {
      return rejected(error as Error);
    }
  }

  read(stream: string, options?: ReadOptions): AsyncIterable<RecordedEvent> {
    const request = checkRead(stream, options);
    return this.#events(() => selectSlots(this.#streams.get(stream) ?? [], request), request);
  }

  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent> {
    const request = checkReadAll(options);
    return this.#events(() => this.#all.slice(request.after), request);
  }

  health(): StoreHealth {
    return storeHealth(this.#closed, undefined);
  }

  close(): Promise<void> {
    if (!this.#closed) this.#onClose();
    this.#closed = true;
    return Promise.resolve();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #checkOpen(): void {
    if (this.#closed) throw new StoreClosedError();
  }

  #keep(request: AppendRequest): AppendResult {
    const slots = this.#streams.get(request.stream) ?? [];
    if (!versionMatches(request.expected, slots.length)) {
      const actual = BigInt(slots.length);
      throw new WrongExpectedVersionError(request.stream, request.expected, actual);
    }
    this.#streams.set(request.stream, slots);
    const append: KeptAppend = {
      request,
      firstVersion: slots.length + 1,
      firstPosition: this.#all.length + 1,
      recordedAt: Date.now(),
    };
    for (let offset = 0; offset < request.count; offset += 1) {
      const slot = { append, offset };
      slots.push(slot);
      this.#all.push(slot);
    }
    return {
      nextExpectedVersion: BigInt(slots.length),
      lastPosition: BigInt(this.#all.length),
    };
  }

  /** Takes its slots when the first event is asked for, as a reader of a real engine would. */
  async *#events(
    select: () => readonly Slot[],
    request: { readonly signal: AbortSignal | undefined },
  ): AsyncGenerator<RecordedEvent> {
    await Promise.resolve();
    this.#checkOpen();
    let decoded: RecordedAppend | undefined;
    let source: KeptAppend | undefined;
    for (const { append, offset } of select()) {
      this.#checkOpen();
      request.signal?.throwIfAborted();
      if (decoded === undefined || append !== source) decoded = decode(append);
      source = append;
      yield recordedEvent(decoded, offset);
    }
  }
}

function selectSlots(slots: readonly Slot[], request: ReadRequest): readonly Slot[] {
  const { from, maxCount, backward } = request;
  if (!backward) return slots.slice(from - 1, from - 1 + maxCount);
  return slots.slice(0, Math.min(from, slots.length)).reverse().slice(0, maxCount);
}

function decode(append: KeptAppend): RecordedAppend {
  const { stream, body } = append.request;
  return { ...append, stream, events: decodeEvents(body) };
}
