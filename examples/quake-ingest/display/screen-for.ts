/** Chooses the screen for a standard output. */
import { PlainScreen } from './plain-screen.ts';
import type { Screen } from './screen.ts';
import { TerminalScreen } from './terminal-screen.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A terminal that cannot move its cursor (`TERM=dumb`) gets plain lines. */
export function screenFor(stdout: NodeJS.WriteStream, environment: Environment): Screen {
  if (!stdout.isTTY || environment['TERM'] === 'dumb') return new PlainScreen(stdout);
  return new TerminalScreen(stdout, {
    color: !environment['NO_COLOR'],
    unicode: speaksUnicode(environment),
  });
}

function speaksUnicode({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean {
  if (process.platform !== 'linux') return true;
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}
