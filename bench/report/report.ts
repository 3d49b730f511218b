/** One bench's outcome, written for a terminal and as files under bench/results. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chart, type Panel } from './chart.ts';
import type { Line } from './finding.ts';
import { markdownOf, textOf } from './lines.ts';

export interface Report {
  /** Of the files: `actors` makes actors.md and actors.svg. */
  readonly name: string;
  readonly title: string;
  readonly lines: readonly Line[];
  /** More tables, each with its heading. */
  readonly sections: readonly Section[];
  readonly panels: readonly Panel[];
  /** Versions of what was measured. */
  readonly versions: readonly string[];
}

export interface Section {
  readonly heading: string;
  /** Markdown. */
  readonly body: string;
}

/** What every report says besides. */
export interface Circumstances {
  readonly machine: string;
  /** What makes the figures rough; empty on a quiet machine and in a full run. */
  readonly warnings: readonly string[];
  readonly command: string;
}

export function printed(report: Report, { machine, warnings }: Circumstances): string {
  const { lines, sections, versions } = report;
  return [
    textOf(lines),
    ...sections.map(({ heading, body }) => `\n${heading}\n${body}`),
    `\n${machine}\n${versions.join(', ')}\n`,
    ...warnings.map((warning) => `${warning}\n`),
  ].join('');
}

/** Answers the files that were written. */
export async function writeReport(
  report: Report,
  circumstances: Circumstances,
  folder: string,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const { name, title, panels, versions } = report;
  const [markdown, picture] = [join(folder, `${name}.md`), join(folder, `${name}.svg`)];
  const { machine, warnings } = circumstances;
  const subtitles = [versions.join(' · '), machine, ...warnings];
  await writeFile(markdown, pageOf(report, circumstances));
  await writeFile(picture, chart(title, subtitles, panels));
  return [markdown, picture];
}

function pageOf(report: Report, { machine, warnings, command }: Circumstances): string {
  const { name, title, lines, sections, versions } = report;
  return [
    `# ${title}\n`,
    `Written by \`${command}\`; the method stands in bench/README.md.\n`,
    ...warnings.map((warning) => `**${warning}**\n`),
    `${machine}; ${versions.join(', ')}.\n`,
    `![${title}](${name}.svg)\n`,
    markdownOf(lines),
    ...sections.map(({ heading, body }) => `## ${heading}\n\n${body}`),
  ].join('\n');
}
