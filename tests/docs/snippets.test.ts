import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runScript } from '../support/run-script.ts';

/** Every document whose TypeScript blocks are promises: each runs as it is written. */
const DOCUMENTS = ['README.md'];

async function snippetsOf(document: string): Promise<string[]> {
  const text = await readFile(new URL(`../../${document}`, import.meta.url), 'utf8');
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
}

describe.concurrent.each(DOCUMENTS)('%s', async (document) => {
  const snippets = await snippetsOf(document);

  it('has snippets', () => {
    expect(snippets.length).toBeGreaterThan(0);
  });

  it.each(snippets.map((source, index) => [index + 1, source] as const))(
    'snippet %i runs as written and ends by itself',
    async (_number, source) => {
      const { code, stderr } = await runScript(source);
      expect(stderr).toBe('');
      expect(code).toBe(0);
    },
  );
});
