/** Recording the system calls of a child process. */
import { spawnSync } from 'node:child_process';
import { TRACED_CALLS } from './trace-reader.ts';

/** A tool of the machine, not of a package. */
const STRACE = 'strace';

/** More than any write of a store under test. */
const LONGEST_STRING = 64 * 1024 * 1024;

/** What an engine may call to sync a file. */
const SYNCS = 'fdatasync,fsync';

/** Why nothing can be recorded here; undefined when it can. */
export function whyNoTrace(): string | undefined {
  const probe = spawnSync(STRACE, ['-f', '--seccomp-bpf', '-e', 'trace=write', 'true']);
  if (probe.error !== undefined) return 'strace is not installed';
  return probe.status === 0 ? undefined : 'strace is not permitted here';
}

/** The command that runs `command` and records it in the file `trace`. */
export function traced(trace: string, command: readonly string[]): readonly string[] {
  const strings = ['-xx', '-s', String(LONGEST_STRING)];
  const calls = ['-e', `trace=${TRACED_CALLS}`];
  return [STRACE, '-f', '--seccomp-bpf', '-y', ...strings, ...calls, '-o', trace, ...command];
}

/** The command that runs `command` and lets the given sync of each of its threads fail. */
export function withFailingSync(which: number, command: readonly string[]): readonly string[] {
  const inject = ['-e', `trace=${SYNCS}`, '-e', `inject=${SYNCS}:error=EIO:when=${which}`];
  return [STRACE, '-f', '--seccomp-bpf', ...inject, '-o', '/dev/null', ...command];
}
