/** What a store and the thread of its engine say to each other: plain data, a batch in one message. */
import type { ExpectedVersion } from '@holdfast/actors/ports';

/** The libraries that can carry the engine. */
export type DriverName = 'libsql' | 'better-sqlite3';

/** What the thread is started with. */
export interface ThreadOptions {
  readonly path: string;
  /** Default: the first of the known ones that can be loaded. */
  readonly driver: DriverName | undefined;
  readonly walSize: number;
}

/** One append: store number, stream, what it insists on, number of events, their text. */
export type WireAppend = readonly [
  store: number,
  stream: string,
  expected: ExpectedVersion,
  count: number,
  body: string,
];

/** Two numbers for each append: the version and the position reached; or the actual version and 0. */
export type WireOutcomes = readonly number[];

/** One append as it stands in the database. `stream` is the name as JSON. */
export type WireRow = readonly [
  firstPosition: number,
  stream: string,
  firstVersion: number,
  count: number,
  recordedAt: number,
  body: string,
];

/** A part of one stream, from the append that holds version `from`. `from` may be `Infinity`. */
export interface StreamPage {
  readonly kind: 'stream_page';
  readonly store: number;
  readonly stream: string;
  readonly from: number;
  readonly backward: boolean;
  /** At most so many appends. */
  readonly limit: number;
}

/** A part of a whole store, from the append that holds position `from`. */
export interface StorePage {
  readonly kind: 'store_page';
  readonly store: number;
  readonly from: number;
  readonly limit: number;
}

/** Each request, and what it is answered with. */
export interface Verbs {
  readonly open_store: { request: { kind: 'open_store'; id: string }; answer: number };
  readonly write: {
    request: { kind: 'write'; appends: readonly WireAppend[]; fence: boolean };
    answer: WireOutcomes;
  };
  readonly stream_page: { request: StreamPage; answer: readonly WireRow[] };
  readonly store_page: { request: StorePage; answer: readonly WireRow[] };
  readonly close: { request: { kind: 'close' }; answer: undefined };
}

export type ThreadRequest = Verbs[keyof Verbs]['request'];

/** What went wrong in the thread. */
export interface ThreadFailure {
  /** SQLite's code, such as `SQLITE_FULL`, or one of ours; `UNKNOWN` when there is none. */
  readonly code: string;
  readonly message: string;
  /** Whether it is certain that nothing of the request took effect, and the engine is sound. */
  readonly undone: boolean;
}

/** From the store to the thread. */
export interface Question {
  readonly id: number;
  readonly request: ThreadRequest;
}

/** From the thread to the store. `id` 0 is about the thread itself: it is open, or it broke. */
export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: ThreadFailure;
}
