/**
 * The main job, `npm start`: replays a seismic catalogue into one supervised store per network,
 * injects faults, and proves that what was reported durable is there.
 */
import { constants } from 'node:os';
import process from 'node:process';
import { type Flags, parseFlags } from './command-line/flags.ts';
import { helpText } from './command-line/help-text.ts';
import { onStopSignals } from './command-line/stop-signals.ts';
import { errorText, UsageError } from './command-line/usage-error.ts';
import { screenFor } from './display/screen-for.ts';
import { run } from './run.ts';
import { verify } from './verify/verify.ts';

process.on('uncaughtException', fail);
main().then((code) => {
  process.exitCode = code;
}, fail);

async function main(): Promise<0 | 1> {
  const flags = parseFlags(process.argv.slice(2), process.env);
  if (flags.help) {
    console.log(helpText());
    return 0;
  }
  return flags.verify ? verify(flags.data, console.log) : runUntilStopped(flags);
}

async function runUntilStopped(flags: Flags): Promise<0 | 1> {
  const screen = screenFor(process.stdout, process.env);
  const stopping = new AbortController();
  const ignoreSignals = onStopSignals(process, {
    stop: (signal) => {
      screen.print(
        `${signal}: the replay stops, the final fence follows; once more to leave at once`,
      );
      stopping.abort();
    },
    leave: (signal) => process.exit(128 + constants.signals[signal]),
  });
  // Nobody reads any more, as after `| head`: as good as a Ctrl-C.
  process.stdout.on('error', () => stopping.abort());
  try {
    return await run(flags, screen, stopping.signal);
  } finally {
    screen.close();
    ignoreSignals();
  }
}

function fail(error: unknown): void {
  const usage = error instanceof UsageError;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : undefined;
  const why = cause === undefined ? '' : ` (${errorText(cause)})`;
  process.stderr.write(usage ? `${error.message}\n` : `quake-ingest: ${errorText(error)}${why}\n`);
  process.exit(usage ? 2 : 1);
}
