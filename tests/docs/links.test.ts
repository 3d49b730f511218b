import { access } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { pagesIn, textOf } from './documents.ts';

const ROOT = new URL('../../', import.meta.url);
const guides = await pagesIn('docs/guides/');

it.each([...(await pagesIn('')), ...guides])(
  'every relative link of %s leads to a file',
  async (document) => {
    const text = await textOf(document);
    const links = [...text.matchAll(/\]\(([^)]+)\)|(?:src|srcset)="([^"]+)"/g)]
      .map((match) => match[1] ?? match[2] ?? '')
      .filter((link) => !/^(?:https?:|#)/.test(link));
    const broken: string[] = [];
    for (const link of links) {
      await access(new URL(link.replace(/#.*$/, ''), new URL(document, ROOT))).catch(() =>
        broken.push(link),
      );
    }
    expect(broken).toEqual([]);
  },
);

it('every guide is linked from the README', async () => {
  const readme = await textOf('README.md');
  expect(guides.length).toBeGreaterThan(0);
  expect(guides.filter((guide) => !readme.includes(`](${guide})`))).toEqual([]);
});
