import { readdir, readFile } from 'node:fs/promises';

const ROOT = new URL('../../', import.meta.url);

/** One program of a document, and what it says it prints. */
export interface Snippet {
  /** For test titles: the document, and the place in it where it has several. */
  readonly title: string;
  readonly source: string;
  /** The lines that its comments `// → …` promise, in order. */
  readonly promised: readonly string[];
}

/** Every page of a folder of the repository, as paths from its root. */
export async function pagesIn(folder: string): Promise<string[]> {
  const names = await readdir(new URL(folder, ROOT));
  return names.filter((name) => name.endsWith('.md')).map((name) => `${folder}${name}`);
}

export function textOf(document: string): Promise<string> {
  return readFile(new URL(document, ROOT), 'utf8');
}

/** The programs: each block of the README, and each guide, whose blocks are one program in order. */
export async function allSnippets(): Promise<Snippet[]> {
  const blocks = await blocksOf('README.md');
  const guides = (await pagesIn('docs/guides/')).map(async (guide) =>
    snippet(guide, (await blocksOf(guide)).join('\n')),
  );
  return [
    ...blocks.map((block, at) => snippet(`README.md, block ${at + 1}`, block)),
    ...(await Promise.all(guides)),
  ];
}

/** The TypeScript blocks of a document, wherever they stand. */
async function blocksOf(document: string): Promise<string[]> {
  const text = await textOf(document);
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
}

function snippet(title: string, source: string): Snippet {
  const promised = [...source.matchAll(/\/\/ → (.*)$/gm)].map((match) => match[1] ?? '');
  return { title, source, promised };
}
