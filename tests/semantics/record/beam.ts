/** The Elixir programs that play scenarios on real OTP: compiled to a temporary folder, and run. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { erlangTerm } from './terms.ts';

const SOURCES = join(import.meta.dirname, 'otp');

/** What the traces at hand were recorded with, too. */
const NEEDED = 'Elixir 1.14 on Erlang/OTP 25';

/**
 * One scheduler: who sends several messages in a row is then not overtaken by who handles them, and
 * the order of events is the same in every run.
 */
const EMULATOR_FLAGS = '+S 1:1';

export class NoOtpError extends Error {
  constructor(found: string) {
    super(`recording needs ${NEEDED} (Debian: apt-get install elixir), but there is ${found}`);
  }
}

/** What became of a scenario on OTP. */
export type Outcome =
  | { readonly id: string; readonly trace: readonly unknown[] }
  | { readonly id: string; readonly failed: string };

/** A folder with the compiled programs. */
export class Beam {
  private readonly folder = mkdtempSync(join(tmpdir(), 'otp-record-'));

  /** @throws NoOtpError if there is no such Erlang and Elixir on this machine. */
  constructor() {
    requireOtp();
    const sources = readdirSync(SOURCES).map((name) => join(SOURCES, name));
    execFileSync('elixirc', ['--warnings-as-errors', '-o', this.folder, ...sources], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  /** Plays scenarios, `atOnce` of them at a time, and hands over what came of each, in order. */
  async play(
    scenarios: readonly unknown[],
    atOnce: number,
    each: (outcome: Outcome) => void,
  ): Promise<void> {
    const file = join(this.folder, 'scenarios.terms');
    writeFileSync(file, scenarios.map((scenario) => `${erlangTerm(scenario)}.\n`).join(''));
    const program = 'Recorder.Main.run(System.argv())';
    const given = ['--erl', EMULATOR_FLAGS, '-pa', this.folder, '-e', program, file, `${atOnce}`];
    const emulator = spawn('elixir', given, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => emulator.once('close', resolve));
    for await (const line of createInterface({ input: emulator.stdout })) {
      each(JSON.parse(line) as Outcome);
    }
    const code = await ended;
    if (code !== 0) throw new Error(`elixir ended with ${code}`);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function requireOtp(): void {
  const question = 'IO.write("Elixir #{System.version()} on Erlang/OTP #{System.otp_release()}")';
  const found = versionBy(question);
  if (!/^Elixir 1\.14\.\S+ on Erlang\/OTP 25$/.test(found)) throw new NoOtpError(found);
}

function versionBy(question: string): string {
  try {
    return execFileSync('elixir', ['-e', question], { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return 'none';
  }
}
