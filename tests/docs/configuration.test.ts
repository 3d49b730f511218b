import { OPTION_SPECS, type OptionSpec, profiles } from '@holdfast/actors';
import { expect, it } from 'vitest';
import { textOf } from './documents.ts';

const GUIDE = 'docs/guides/configuration.md';

it('the table of options in the guide says what the code says', async () => {
  const rows = Object.entries(OPTION_SPECS).map(([name, spec]) => row(name, spec));
  const head = ['| option | default | legal | environment | meaning |', '|---|---|---|---|---|'];
  expect((await tableOf(GUIDE)).trim()).toBe([...head, ...rows].join('\n'));
});

it('the guide names every profile, and nothing else as one', async () => {
  const section = /## Profiles\n([\s\S]*?)\n## /.exec(await textOf(GUIDE))?.[1] ?? '';
  const named = [...section.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1]);
  expect(named).toEqual(Object.keys(profiles));
});

/** What stands between the marks of the table. */
async function tableOf(document: string): Promise<string> {
  const marked = /<!-- options: begin -->\n([\s\S]*?)<!-- options: end -->/;
  return marked.exec(await textOf(document))?.[1] ?? '';
}

function row(name: string, spec: OptionSpec): string {
  const cells = [`\`${name}\``, value(spec), legal(spec), `\`${spec.environment}\``, spec.help];
  return `| ${cells.join(' | ')} |`;
}

function value({ kind, default: given }: OptionSpec): string {
  if (kind === 'duration') return `${number(given)} ms`;
  return kind === 'count' ? number(given) : `\`${given}\``;
}

function legal({ kind, max, choices = [] }: OptionSpec): string {
  switch (kind) {
    case 'duration':
      return `1 to ${number(max)} ms`;
    case 'count':
      return `1 to ${number(max)}`;
    case 'flag':
      return '`true`, `false`';
    case 'choice':
      return choices.map((choice) => `\`${choice}\``).join(', ');
  }
}

function number(value: OptionSpec['default']): string {
  return value.toLocaleString('en-US');
}
