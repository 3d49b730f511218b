/** OTP as a contender, where Erlang is on the machine: bench/otp, compiled to a temporary folder. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hasErrorCode } from '@holdfast/actors';
import { Contender } from './contender.ts';

const SOURCES = fileURLToPath(new URL('../otp/', import.meta.url));

const run = promisify(execFile);

export class OtpProgram implements AsyncDisposable {
  private readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Undefined where there is no `erlc`. Rejects when the sources do not compile. */
  static async compile(): Promise<OtpProgram | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-otp-'));
    const program = new OtpProgram(folder);
    const sources = (await readdir(SOURCES)).map((file) => join(SOURCES, file));
    try {
      await run('erlc', ['-Werror', '-o', folder, ...sources]);
      return program;
    } catch (error) {
      await program[Symbol.asyncDispose]();
      if (hasErrorCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  /** A runtime with its default settings: one scheduler per core, the JIT where it has one. */
  start(as: string): Promise<Contender> {
    return Contender.start(as, 'erl', [
      ...['-noshell', '-pa', this.folder],
      ...['-env', 'ERL_CRASH_DUMP_SECONDS', '0'],
      ...['-s', 'bench_main', 'start'],
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
