/** As much of LevelDB as the embedded adapter uses, in memory, with writes that can be held back. */
import type { Level } from '../../src/embedded/level.ts';

interface Range {
  readonly gte?: string;
  readonly lte?: string;
  readonly lt?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

type Write = readonly [key: string, value: string | undefined];

/** One write that reached the engine. */
export interface WrittenBatch {
  readonly writes: readonly Write[];
  readonly sync: boolean;
}

export class FakeLevel {
  readonly entries = new Map<string, string>();
  readonly batches: WrittenBatch[] = [];
  /** When set, every write fails with it. */
  failure: Error | undefined;
  /** When set, a write waits for it before it takes effect. */
  gate: Promise<void> | undefined;
  /** Reads of ranges so far. */
  lookUps = 0;
  /** Iterators that were opened and are not closed. */
  readonly openIterators = new Set<unknown>();

  /** The same object, as the type that the adapter takes. */
  get level(): Level {
    return this as unknown as Level;
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.entries.get(key));
  }

  getMany(keys: readonly string[]): Promise<readonly (string | undefined)[]> {
    return Promise.resolve(keys.map((key) => this.entries.get(key)));
  }

  put(key: string, value: string, options: { readonly sync?: boolean } = {}): Promise<void> {
    return this.#write([[key, value]], options.sync ?? false);
  }

  batch(deletions?: readonly { readonly key: string }[]): unknown {
    if (deletions !== undefined) {
      return this.#write(
        deletions.map(({ key }) => [key, undefined] as const),
        false,
      );
    }
    const writes: Write[] = [];
    return {
      get length() {
        return writes.length;
      },
      put: (key: string, value: string) => writes.push([key, value]),
      write: ({ sync }: { readonly sync: boolean }) => this.#write(writes, sync),
      close: () => Promise.resolve(),
    };
  }

  keys(range: Range = {}): FakeIterator<string> {
    return new FakeIterator(
      this.#select(range).map(([key]) => key),
      this.openIterators,
    );
  }

  values(range: Range = {}): FakeIterator<string> {
    return new FakeIterator(
      this.#select(range).map(([, value]) => value),
      this.openIterators,
    );
  }

  iterator(range: Range = {}): FakeIterator<readonly [string, string]> {
    return new FakeIterator(this.#select(range), this.openIterators);
  }

  async #write(writes: readonly Write[], sync: boolean): Promise<void> {
    await this.gate;
    if (this.failure !== undefined) throw this.failure;
    this.batches.push({ writes: [...writes], sync });
    for (const [key, value] of writes) {
      if (value === undefined) this.entries.delete(key);
      else this.entries.set(key, value);
    }
  }

  #select({ gte = '', lte, lt, reverse = false, limit }: Range): readonly [string, string][] {
    this.lookUps += 1;
    const within = [...this.entries].filter(
      ([key]) => key >= gte && (lte === undefined || key <= lte) && (lt === undefined || key < lt),
    );
    within.sort(([a], [b]) => (a < b ? -1 : 1));
    if (reverse) within.reverse();
    return within.slice(0, limit);
  }
}

class FakeIterator<T> {
  readonly #items: readonly T[];
  readonly #open: Set<unknown>;
  #next = 0;

  constructor(items: readonly T[], open: Set<unknown>) {
    this.#items = items;
    this.#open = open;
    open.add(this);
  }

  async all(): Promise<readonly T[]> {
    await this.close();
    return this.#items;
  }

  nextv(size: number): Promise<readonly T[]> {
    const chunk = this.#items.slice(this.#next, this.#next + size);
    this.#next += chunk.length;
    return Promise.resolve(chunk);
  }

  close(): Promise<void> {
    this.#open.delete(this);
    return Promise.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (const item of this.#items) {
        await Promise.resolve();
        yield item;
      }
    } finally {
      await this.close();
    }
  }
}
