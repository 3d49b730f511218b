/** How many events each stream holds: cached up to a bound, looked up in the index on a miss. */
import { StoreCorruptError } from '../errors.ts';
import { commitSpan, firstIndexKey, indexedVersion, indexPrefix, lastIndexKey } from './keys.ts';
import type { Level } from './level.ts';

/** One stream as the writer needs it. The texts are kept because every append needs them. */
export interface StreamHead {
  /** Number of events in the stream, those being written included. */
  version: number;
  readonly indexPrefix: string;
  readonly quoted: string;
}

const MOST_HEADS = 65_536;

export class StreamHeads {
  readonly #level: Level;
  readonly #most: number;
  /** Two generations: who is asked for moves to the young one, and the old one is dropped whole. */
  #young = new Map<string, StreamHead>();
  #old = new Map<string, StreamHead>();

  constructor(level: Level, most: number = MOST_HEADS) {
    this.#level = level;
    this.#most = most;
  }

  get(stream: string): StreamHead | undefined {
    const head = this.#young.get(stream);
    if (head !== undefined) return head;
    const old = this.#old.get(stream);
    if (old !== undefined) this.#young.set(stream, old);
    return old;
  }

  /** Looks the streams up. Call it only while no batch is in flight: it reads what was written. */
  async load(streams: ReadonlySet<string>): Promise<void> {
    const heads = await Promise.all(Array.from(streams, (stream) => this.#lookUp(stream)));
    let index = 0;
    for (const stream of streams) {
      this.#young.set(stream, heads[index] as StreamHead);
      index += 1;
    }
  }

  /** Keeps the bound. Call it when a batch was built: until it is, it needs its heads. */
  trim(): void {
    if (this.#young.size * 2 < this.#most) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  async #lookUp(stream: string): Promise<StreamHead> {
    const prefix = indexPrefix(stream);
    const range = { gte: firstIndexKey(prefix), lte: lastIndexKey(prefix) };
    const [entry] = await this.#level.iterator({ ...range, reverse: true, limit: 1 }).all();
    const version = entry === undefined ? 0 : lastVersion(entry[0], entry[1]);
    return { version, indexPrefix: prefix, quoted: JSON.stringify(stream) };
  }
}

function lastVersion(key: string, commit: string): number {
  const version = indexedVersion(key) + commitSpan(commit).count - 1;
  if (!Number.isSafeInteger(version)) throw new StoreCorruptError(`the index entry ${key}`);
  return version;
}
