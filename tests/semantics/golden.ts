import { readdirSync, readFileSync } from 'node:fs';
import { type Line, parseLines } from './replay/scenario.ts';

/** The recorded scenarios, by the name of the file in which they stand. */
export function goldenFiles(): Map<string, Line[]> {
  const folder = new URL('golden/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return new Map(
    files.map((name) => [name, parseLines(readFileSync(new URL(name, folder), 'utf8'))]),
  );
}

/** One recorded scenario. */
export function golden(id: string): Line {
  const line = [...goldenFiles().values()].flat().find((candidate) => candidate.id === id);
  if (line === undefined) throw new Error(`no recorded scenario ${id}`);
  return line;
}
