/** Reads parts of a stream or of a store: whole appends, from the one that holds a given event. */
import type { Connection, Statement } from './driver.ts';
import { LAST_POSITION, placeOf, positionAt } from './places.ts';
import type { StorePage, StreamPage, WireRow } from './protocol.ts';

/** As it comes from the database: the place still in one number. */
type Row = [
  place: number,
  ...rest: WireRow extends readonly [number, ...infer Rest] ? Rest : never,
];

const COLUMNS = 'place, name, version, count, recorded_at, body';
const JOINED = `SELECT ${COLUMNS} FROM appends JOIN streams ON streams.number = appends.stream`;

export class Pages {
  readonly #findStream: Statement;
  readonly #streamStart: Statement;
  readonly #forward: Statement;
  readonly #backward: Statement;
  readonly #storeStart: Statement;
  readonly #all: Statement;

  constructor(connection: Connection) {
    const prepare = (sql: string): Statement => connection.prepare(sql).raw();
    this.#findStream = prepare('SELECT number FROM streams WHERE store = ? AND name = ?');
    this.#streamStart = prepare(
      'SELECT max(version) FROM appends WHERE stream = ? AND version <= ?',
    );
    this.#forward = prepare(
      `${JOINED} WHERE stream = ? AND version >= ? AND version + count > ?
        ORDER BY version LIMIT ?`,
    );
    this.#backward = prepare(
      `${JOINED} WHERE stream = ? AND version <= ? ORDER BY version DESC LIMIT ?`,
    );
    this.#storeStart = prepare('SELECT max(place) FROM appends WHERE place BETWEEN ? AND ?');
    this.#all = prepare(
      `${JOINED} WHERE place BETWEEN ? AND ? AND place + count > ? ORDER BY place LIMIT ?`,
    );
  }

  stream({ store, stream, from, backward, limit }: StreamPage): WireRow[] {
    const found = this.#findStream.get([store, JSON.stringify(stream)]) as [number] | undefined;
    if (found === undefined) return [];
    const [number] = found;
    const version = Math.min(from, LAST_POSITION);
    if (backward) return rows(this.#backward.all([number, version, limit]));
    const [start] = this.#streamStart.get([number, version]) as [number | null];
    return rows(this.#forward.all([number, start ?? version, version, limit]));
  }

  store({ store, from, limit }: StorePage): WireRow[] {
    const place = placeOf(store, from);
    const [start] = this.#storeStart.get([placeOf(store, 1), place]) as [number | null];
    const last = placeOf(store, LAST_POSITION);
    return rows(this.#all.all([start ?? place, last, place, limit]));
  }
}

function rows(found: unknown[]): WireRow[] {
  return (found as Row[]).map(([place, ...rest]) => [positionAt(place), ...rest]);
}
