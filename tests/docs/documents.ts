import { readFile } from 'node:fs/promises';

/** One program of a document, and what it says it prints. */
export interface Snippet {
  /** For test titles: the document and the place in it. */
  readonly title: string;
  readonly source: string;
  /** The lines that its comments `// → …` promise, in order. */
  readonly promised: readonly string[];
}

/** Documents in which each TypeScript block is a program of its own. */
export const PAGES_OF_PROGRAMS = ['README.md'];

/** Documents whose TypeScript blocks, in order, are one program. */
export const PAGES_AS_PROGRAM = ['docs/guides/actors.md', 'docs/guides/from-elixir.md'];

/** Every program of every document, as it is written. */
export async function allSnippets(): Promise<Snippet[]> {
  const apart = PAGES_OF_PROGRAMS.map(async (document) =>
    (await blocksOf(document)).map((block, at) => snippet(`${document}, block ${at + 1}`, block)),
  );
  const joined = PAGES_AS_PROGRAM.map(async (document) => [
    snippet(document, (await blocksOf(document)).join('\n')),
  ]);
  return (await Promise.all([...apart, ...joined])).flat();
}

/** The TypeScript blocks of a document, wherever they stand. */
async function blocksOf(document: string): Promise<string[]> {
  const text = await readFile(new URL(`../../${document}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
}

function snippet(title: string, source: string): Snippet {
  const promised = [...source.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1] ?? '');
  return { title, source, promised };
}
