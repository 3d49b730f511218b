import { describe, expect, it } from 'vitest';
import { runScript } from '../support/run-script.ts';
import { allSnippets } from './documents.ts';

const snippets = await allSnippets();

describe.concurrent('a program in a document', () => {
  it.each(snippets)(
    '$title runs as written, ends by itself, and prints what it says',
    async ({ source, promised }) => {
      const { code, stdout, stderr } = await runScript(source);
      expect(stderr).toBe('');
      expect(code).toBe(0);
      if (promised.length > 0) expect(stdout.trimEnd().split('\n')).toEqual(promised);
    },
  );
});
