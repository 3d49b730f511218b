/**
 * The client's notebook, `durable.log`: one line for every event that was reported durable. It is
 * outside of what it checks, as a client of a service would keep it.
 */
import { readFile } from 'node:fs/promises';
import { errorCode } from '../command-line/usage-error.ts';

/** One event that was reported durable. */
export interface Note {
  readonly store: string;
  readonly stream: string;
  readonly version: number;
}

export interface NotebookContent {
  readonly notes: readonly Note[];
  /** The last line was cut off by a kill in the middle of its write. */
  readonly torn: boolean;
  /** Line numbers, from 1, that are no notes. */
  readonly unreadable: readonly number[];
}

export function noteLine({ store, stream, version }: Note): string {
  return JSON.stringify({ store, stream, version });
}

/** A missing notebook is an empty one: the run was killed before its first note. */
export async function readNotebook(path: string): Promise<NotebookContent> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  return parseNotebook(text);
}

function parseNotebook(text: string): NotebookContent {
  const lines = text.split('\n');
  const torn = lines.pop() !== '';
  const notes: Note[] = [];
  const unreadable: number[] = [];
  for (const [index, line] of lines.entries()) {
    const note = noteFrom(line);
    if (note === undefined) unreadable.push(index + 1);
    else notes.push(note);
  }
  return { notes, torn, unreadable };
}

function noteFrom(line: string): Note | undefined {
  try {
    const { store, stream, version } = JSON.parse(line) as Partial<Record<keyof Note, unknown>>;
    const good = typeof store === 'string' && typeof stream === 'string';
    return good && typeof version === 'number' ? { store, stream, version } : undefined;
  } catch {
    return undefined;
  }
}
