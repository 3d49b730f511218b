/** Reads the command line of the main job. Whatever is wrong is said in one sentence. */
import { parseArgs } from 'node:util';
import {
  DEFAULT_DATA,
  DEFAULT_SECONDS,
  FLAG_NAMES,
  FLAGS,
  type FlagName,
  LEAST_SECONDS,
  MOST_SECONDS,
  QUICK_SECONDS,
} from './flag-table.ts';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

export interface Flags {
  /** Undefined: the built-in catalogue. */
  readonly file: string | undefined;
  readonly data: string;
  readonly durationMs: number;
  readonly quick: boolean;
  readonly chaos: boolean;
  readonly verify: boolean;
  readonly help: boolean;
}

/** Throws a `UsageError` that names the flag. `environment` shows flags that npm kept for itself. */
export function parseFlags(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): Flags {
  const given = givenFlags(args);
  refuseSwallowed(environment);
  if (given.has('verify')) refuseBesideVerify(given);
  const quick = given.has('quick');
  const seconds = given.get('duration');
  const file = given.get('file');
  return {
    file,
    data: given.get('data') ?? DEFAULT_DATA,
    durationMs: 1000 * (seconds === undefined ? defaultSeconds(quick) : secondsFrom(seconds)),
    quick,
    chaos: given.has('chaos') || file === undefined,
    verify: given.has('verify'),
    help: given.has('help'),
  };
}

function defaultSeconds(quick: boolean): number {
  return quick ? QUICK_SECONDS : DEFAULT_SECONDS;
}

function givenFlags(args: readonly string[]): ReadonlyMap<FlagName, string> {
  const options = Object.fromEntries(
    FLAG_NAMES.map((name) => [
      name,
      { type: FLAGS[name].value !== undefined ? 'string' : 'boolean' } as const,
    ]),
  );
  // Not strict: node's own messages name neither the nearest flag nor where help is.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const given = new Map<FlagName, string>();
  for (const token of tokens) {
    if (token.kind === 'option') given.set(...checkedFlag(token.rawName, token.name, token.value));
    else if (token.kind === 'positional') throw usage(`"${token.value}" is not a flag`);
  }
  return given;
}

function checkedFlag(rawName: string, name: string, value: string | undefined): [FlagName, string] {
  if (!isFlag(name) || !rawName.startsWith('--')) {
    const near = nearest(name, FLAG_NAMES);
    throw usage(`There is no flag ${rawName}`, near && `Did you mean --${near}?`);
  }
  const spec = FLAGS[name];
  if (spec.value === undefined) {
    if (value !== undefined) throw usage(`--${name} takes no value; got "${value}"`);
    return [name, ''];
  }
  if (value === undefined || value === '' || value.startsWith('--')) {
    throw usage(`--${name} needs a value: --${name} ${spec.value}`);
  }
  return [name, value];
}

function isFlag(name: string): name is FlagName {
  return Object.hasOwn(FLAGS, name);
}

function secondsFrom(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds >= LEAST_SECONDS && seconds <= MOST_SECONDS) return seconds;
  const range = `${LEAST_SECONDS} to ${MOST_SECONDS}`;
  throw usage(`--duration must be a number of seconds from ${range}; got "${text}"`);
}

function refuseBesideVerify(given: ReadonlyMap<FlagName, string>): void {
  const beside = [...given.keys()].find((name) => !['verify', 'data', 'help'].includes(name));
  if (beside !== undefined) throw usage(`--${beside} does not go with --verify, which only reads`);
}

/** `npm start --quick` without `--` gives the flag to npm, and the run would silently ignore it. */
function refuseSwallowed(environment: Readonly<Record<string, string | undefined>>): void {
  if (environment['npm_lifecycle_event'] !== 'start') return;
  const name = FLAG_NAMES.find((flag) => environment[`npm_config_${flag}`] && flag !== 'help');
  if (name !== undefined) {
    throw usage(`npm kept --${name} for itself`, `Write npm start -- --${name}.`);
  }
}

function usage(problem: string, hint = ''): UsageError {
  return new UsageError([`${problem}.`, hint, 'See --help.'].filter(Boolean).join(' '));
}
