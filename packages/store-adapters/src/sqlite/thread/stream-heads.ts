/** What the writer knows of streams and stores: remembered up to a bound, looked up on a miss. */
import type { Connection, Statement } from './driver.ts';
import { LAST_POSITION, placeOf, positionAt } from './places.ts';

/** One stream. */
export interface StreamHead {
  /** Its number in the database; 0 while it has none. */
  number: number;
  /** Number of its events. */
  version: number;
}

/** One store. */
export interface StoreHead {
  /** Position of its last event. */
  position: number;
}

const MOST_HEADS = 65_536;

export class StreamHeads {
  readonly #findStream: Statement;
  readonly #findEnd: Statement;
  readonly #most: number;
  readonly #stores = new Map<number, StoreHead>();
  /** Two generations: who is asked for moves to the young one, and the old one is dropped whole. */
  #young = new Map<string, StreamHead>();
  #old = new Map<string, StreamHead>();

  constructor(connection: Connection, most: number = MOST_HEADS) {
    this.#most = most;
    this.#findStream = connection
      .prepare(
        `SELECT streams.number, appends.version + appends.count - 1
           FROM streams LEFT JOIN appends ON appends.stream = streams.number
          WHERE streams.store = ? AND streams.name = ?
          ORDER BY appends.version DESC LIMIT 1`,
      )
      .raw();
    this.#findEnd = connection
      .prepare(
        'SELECT place, count FROM appends WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT 1',
      )
      .raw();
  }

  stream(store: number, name: string): StreamHead {
    const key = `${store} ${name}`;
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const head = this.#old.get(key) ?? this.#lookUp(store, name);
    this.#young.set(key, head);
    if (this.#young.size * 2 >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    return head;
  }

  store(number: number): StoreHead {
    let head = this.#stores.get(number);
    if (head === undefined) {
      const range = [placeOf(number, 1), placeOf(number, LAST_POSITION)];
      const [place, count] = (this.#findEnd.get(range) as [number, number] | undefined) ?? [0, 1];
      head = { position: positionAt(place) + count - 1 };
      this.#stores.set(number, head);
    }
    return head;
  }

  /** After a rollback nothing that was remembered may be believed. */
  forget(): void {
    this.#stores.clear();
    this.#young.clear();
    this.#old.clear();
  }

  #lookUp(store: number, name: string): StreamHead {
    const row = this.#findStream.get([store, JSON.stringify(name)]) as [number, number] | undefined;
    return { number: row?.[0] ?? 0, version: row?.[1] ?? 0 };
  }
}
