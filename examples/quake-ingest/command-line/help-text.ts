/** What `--help` prints. */
import { FLAG_NAMES, FLAGS } from './flag-table.ts';

export function helpText(): string {
  const rows = FLAG_NAMES.flatMap((name) => {
    const { value, help } = FLAGS[name];
    const head = value === undefined ? `--${name}` : `--${name} ${value}`;
    return help.map((line, index) => `  ${(index === 0 ? head : '').padEnd(20)}${line}`);
  });
  return [
    'Replays a seismic catalogue into one supervised store per network, and proves that',
    'every event that was reported durable is there.',
    '',
    'Usage: npm start -- [flags]',
    '',
    ...rows,
    '',
    'Exit code: 0 everything reconciles; 1 it does not; 2 the command line, the file or the',
    'data folder has to be put right. Ctrl-C stops in order, a second Ctrl-C at once.',
  ].join('\n');
}
