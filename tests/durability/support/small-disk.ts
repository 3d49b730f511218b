/** A disk that can be full or read-only: a file system in memory, which only root may mount. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tools of the machine, not of a package. */
const [MOUNT, UNMOUNT, UNSHARE] = ['mount', 'umount', 'unshare'];

/** Why there can be none here; undefined when there can. */
export function whyNoSmallDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root mounts a disk';
  const probe = spawnSync(UNSHARE, ['-m', MOUNT, '-t', 'tmpfs', 'tmpfs', '/mnt']);
  return probe.status === 0 ? undefined : 'mounting is not permitted here';
}

export class SmallDisk implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async mount(megabytes: number): Promise<SmallDisk> {
    const path = await mkdtemp(join(tmpdir(), 'holdfast-disk-'));
    run(MOUNT, ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
    return new SmallDisk(path);
  }

  /** Changes its size (`size=64m`), or whether it can be written (`ro`, `rw`). */
  remount(options: string): void {
    run(MOUNT, ['-o', `remount,${options}`, this.path]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    run(UNMOUNT, [this.path]);
    await rmdir(this.path);
  }
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
