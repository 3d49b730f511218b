/**
 * Decides what a batch of appends writes. Each is validated against what its store is believed to
 * hold; one that is refused leaves no trace, and its neighbours alone. Whether the belief is right
 * is decided by the server, in the same statement that writes.
 */
import { randomBytes } from 'node:crypto';
import { WrongExpectedVersionError } from '../errors.ts';
import { versionMatches } from '../version-matches.ts';
import type { StoreAppend } from './operations.ts';
import type { AcceptedAppend, StoreState } from './store-state.ts';
import { streamKey } from './stream-key.ts';

/** What becomes of one store when the write succeeds. */
interface Move {
  readonly was: number;
  position: number;
  last: AcceptedAppend | undefined;
}

export class WritePlan {
  /** Random, so that no other write of any process is ever taken for this one. */
  readonly mark: string = randomBytes(8).readBigInt64BE().toString();
  readonly #moves = new Map<StoreState, Move>();
  readonly #rows: WrittenRows = new WrittenRows();
  readonly #recordedAt = Date.now();

  readonly #appends: readonly StoreAppend[];

  constructor(appends: readonly StoreAppend[]) {
    this.#appends = appends;
    for (const append of appends) this.#add(append);
  }

  /** The values of the `write` statement. */
  values(): readonly unknown[] {
    const stores = [...this.#moves.keys()];
    const moves = [...this.#moves.values()];
    return [
      list(stores.map(({ key }) => key)),
      list(moves.map(({ was }) => was)),
      list(stores.map(({ head }) => head.mark)),
      list(moves.map(({ position }) => position)),
      this.mark,
      this.#recordedAt,
      ...this.#rows.values(),
    ];
  }

  /** Takes note of what was committed. `held` are the stores that were as believed. */
  settle(held: ReadonlySet<string>): void {
    for (const append of this.#appends) append.decided = held.has(append.store.key);
    for (const [store, move] of this.#moves) {
      if (!held.has(store.key)) store.forget();
      else if (move.last !== undefined) {
        store.head = { position: move.position, mark: this.mark };
        store.accepted = move.last;
      }
      store.trim();
    }
  }

  #add(append: StoreAppend): void {
    const { store, request } = append;
    const { stream, expected, count } = request;
    append.result = append.refusal = undefined;
    const move = this.#moveOf(store);
    const version = store.version(stream) as number;
    if (!versionMatches(expected, version)) {
      append.refusal = new WrongExpectedVersionError(stream, expected, BigInt(version));
      return;
    }
    this.#rows.add(append, move.position + 1, version + 1);
    const firstPosition = move.position + 1;
    move.position += count;
    move.last = { firstPosition, lastPosition: move.position, mark: this.mark };
    store.setVersion(stream, version + count);
    append.result = {
      nextExpectedVersion: BigInt(version + count),
      lastPosition: BigInt(move.position),
    };
  }

  #moveOf(store: StoreState): Move {
    let move = this.#moves.get(store);
    if (move === undefined) {
      const { position } = store.head;
      move = { was: position, position, last: undefined };
      this.#moves.set(store, move);
    }
    return move;
  }
}

/** The rows of one write, column by column, as the statement takes them. */
class WrittenRows {
  readonly #stores: string[] = [];
  readonly #positions: number[] = [];
  readonly #streams: string[] = [];
  readonly #versions: number[] = [];
  readonly #counts: number[] = [];
  readonly #bodies: string[] = [];

  add({ store, request }: StoreAppend, position: number, version: number): void {
    this.#stores.push(store.key);
    this.#positions.push(position);
    this.#streams.push(streamKey(request.stream));
    this.#versions.push(version);
    this.#counts.push(request.count);
    this.#bodies.push(request.body);
  }

  values(): readonly unknown[] {
    return [
      list(this.#stores),
      list(this.#positions),
      this.#streams,
      list(this.#versions),
      list(this.#counts),
      // JSON text holds no raw line feed. An array would have to escape every quote in it.
      this.#bodies.join('\n'),
    ];
  }
}

/** Whole numbers as an array of the server. */
export function list(numbers: readonly (number | string)[]): string {
  return `{${numbers.join(',')}}`;
}
