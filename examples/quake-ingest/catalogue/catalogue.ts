/** The input: lines of JSON become catalogue entries; a bad line is told, never fatal. */

import { errorText } from '../command-line/usage-error.ts';
import { type Entry, entryFrom } from './catalogue-entry.ts';

export interface BadLine {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

export interface Catalogue {
  /** Lines that are not blank. */
  readonly lines: number;
  readonly entries: readonly Entry[];
  readonly bad: readonly BadLine[];
}

const NEWLINE = 0x0a;

/** Reads NDJSON. Blank lines do not count; `\r\n` and a byte order mark are understood. */
export function readCatalogue(bytes: Uint8Array): Catalogue {
  const entries: Entry[] = [];
  const bad: BadLine[] = [];
  const seen = new Map<string, number>();
  let lines = 0;
  for (const [index, text] of textLines(bytes)) {
    if (text.trim() === '') continue;
    lines += 1;
    try {
      const entry = entryFrom(text);
      refuseSecond(entry, index, seen);
      entries.push(entry);
    } catch (error) {
      bad.push({ line: index, reason: errorText(error) });
    }
  }
  return { lines, entries, bad };
}

/** One id is one stream of its network's store, so a second entry cannot be its beginning. */
function refuseSecond({ net, id }: Entry, line: number, seen: Map<string, number>): void {
  const key = JSON.stringify([net, id]);
  const first = seen.get(key);
  if (first !== undefined) {
    throw new Error(`id ${JSON.stringify(id)} of ${net} was on line ${first} already`);
  }
  seen.set(key, line);
}

/** Decoded one by one: a file may be longer than the longest string. */
function* textLines(bytes: Uint8Array): Generator<[line: number, text: string]> {
  const decoder = new TextDecoder();
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    const stop = end === -1 ? bytes.length : end;
    line += 1;
    yield [line, decoder.decode(bytes.subarray(start, stop))];
    start = stop + 1;
  }
}
