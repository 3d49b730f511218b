/**
 * What an engine believes of one store. The head of a store carries the mark of the write that moved
 * it, a random number; while the server's head and mark are these, nobody else has written, so the
 * remembered versions of its streams are right as well.
 */
import { StorePoisonedError } from '../errors.ts';
import { AcceptedEventsLostError } from './accepted-events-lost.ts';

/** The last append that was accepted here: what must still be there when a fence resolves. */
export interface AcceptedAppend {
  readonly firstPosition: number;
  readonly lastPosition: number;
  /** The mark of its write. Numbers of 64 bits stay text. */
  readonly mark: string;
}

/** Position of the last event, and the mark of the write that brought it. */
export interface StoreHead {
  readonly position: number;
  readonly mark: string;
}

/** Streams of one store whose versions are remembered. */
const MOST_STREAMS = 16_384;

export class StoreState {
  readonly id: string;
  /** The number of the store in the tables. */
  readonly key: string;
  head: StoreHead;
  accepted: AcceptedAppend | undefined;
  /** Set for good when accepted events are gone: what every later verb rejects with. */
  poison: StorePoisonedError | undefined;
  /** False after a failure: the head has to be read before the next write. */
  known = true;
  readonly #versions = new Map<string, number>();

  constructor(id: string, key: string, head: StoreHead) {
    this.id = id;
    this.key = key;
    this.head = head;
  }

  /** Events in the stream; undefined when that has to be looked up. */
  version(stream: string): number | undefined {
    return this.#versions.get(stream);
  }

  setVersion(stream: string, version: number): void {
    this.#versions.set(stream, version);
  }

  /** Keeps the bound. Call it when nothing is being built: until then versions are needed. */
  trim(): void {
    if (this.#versions.size > MOST_STREAMS) this.#versions.clear();
  }

  /** Believes nothing any more: a write failed, or somebody else has written. */
  forget(): void {
    this.known = false;
    this.#versions.clear();
  }

  /** Takes over what the server says, read under a lock. */
  refresh(head: StoreHead): void {
    if (!this.isAt(head)) this.#versions.clear();
    this.head = head;
    this.known = true;
  }

  isAt(head: StoreHead): boolean {
    return this.head.position === head.position && this.head.mark === head.mark;
  }

  /** The server has lost what was accepted here: no fence of this store may resolve any more. */
  lose(): void {
    const position = BigInt(this.accepted?.lastPosition ?? this.head.position);
    this.poison ??= new StorePoisonedError(new AcceptedEventsLostError(this.id, position));
    this.forget();
  }
}
