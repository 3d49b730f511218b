/** What a user may get wrong on the command line, and what is answered. */
import { describe, expect, it } from 'vitest';
import { parseFlags } from '../../examples/quake-ingest/command-line/flags.ts';
import { runJob, workFolder } from './support/job.ts';

describe('the command line', () => {
  it('explains every flag with its default', async () => {
    const { code, stdout } = await runJob(workFolder(), ['--help']);
    for (const flag of ['file', 'data', 'duration', 'quick', 'chaos', 'verify', 'help']) {
      expect(stdout).toMatch(new RegExp(`^  --${flag}\\b`, 'm'));
    }
    expect(stdout).toContain('Default: the built-in catalogue');
    expect(stdout).toContain('Default: data/quake-ingest');
    expect(stdout).toContain('Default: 20, with --quick 4');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(code).toBe(0);
  });

  it.each([
    [['--quik'], 'There is no flag --quik. Did you mean --quick? See --help.'],
    [['--dur', '3'], 'There is no flag --dur. Did you mean --duration? See --help.'],
    [['--colour'], 'There is no flag --colour. See --help.'],
    [['-v'], 'There is no flag -v. Did you mean --verify? See --help.'],
    [['mine.ndjson'], '"mine.ndjson" is not a flag. See --help.'],
    [['--file'], '--file needs a value: --file PATH. See --help.'],
    [['--file', '--quick'], '--file needs a value: --file PATH. See --help.'],
    [['--quick=1'], '--quick takes no value; got "1". See --help.'],
    [['--duration', 'soon'], durationProblem('soon')],
    [['--duration', '0'], durationProblem('0')],
    [['--duration', '-5'], durationProblem('-5')],
    [['--duration', '1e9'], durationProblem('1e9')],
    [['--verify', '--chaos'], '--chaos does not go with --verify, which only reads. See --help.'],
  ])('refuses %j', (args, sentence) => {
    expect(() => parseFlags(args)).toThrow(expect.objectContaining({ message: sentence }));
  });

  it('notices a flag that npm has kept for itself', () => {
    const environment = { npm_lifecycle_event: 'start', npm_config_quick: 'true' };
    expect(() => parseFlags([], environment)).toThrow(
      'npm kept --quick for itself. Write npm start -- --quick.',
    );
    expect(parseFlags([], { npm_config_quick: 'true' }).quick).toBe(false);
  });

  it('prints one sentence, no stack, and exits with 2', async () => {
    const { code, stdout, stderr } = await runJob(workFolder(), ['--quik']);
    expect(stderr).toBe('There is no flag --quik. Did you mean --quick? See --help.\n');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('a file that cannot be replayed', () => {
  it.each([
    ['missing.ndjson', 'Cannot read missing.ndjson: it does not exist.\n'],
    ['.', 'Cannot read .: it is a folder.\n'],
    ['empty.ndjson', 'empty.ndjson is empty: there is nothing to replay.\n'],
    ['blank.ndjson', 'blank.ndjson is empty: there is nothing to replay.\n'],
    ['bad.ndjson', 'bad.ndjson has no line that can be replayed. bad.ndjson, line 1: not JSON\n'],
  ])('is named: %s', async (file, sentence) => {
    const files = { 'empty.ndjson': '', 'blank.ndjson': '\n \r\n', 'bad.ndjson': '?\n' };
    const { code, stderr } = await runJob(workFolder(files), ['--file', file]);
    expect(stderr).toBe(sentence);
    expect(code).toBe(2);
  });
});

function durationProblem(text: string): string {
  return `--duration must be a number of seconds from 0.1 to 86400; got "${text}". See --help.`;
}
