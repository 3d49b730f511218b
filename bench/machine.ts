/** Where and with what a bench was run: without it a figure says nothing. */
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, platform, totalmem } from 'node:os';

/** Above this share of the cores others were at work, and figures are rough. */
const QUIET = 0.25;

export function machineLine(): string {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gigabytes} GB`;
  return `${machine}, ${platform()}, Node ${process.version}`;
}

/** How busy the machine was before the bench began; undefined where the system does not tell. */
export function loadBefore(): string | undefined {
  const [minute = 0] = loadavg();
  if (platform() === 'win32' || minute <= QUIET * cpus().length) return undefined;
  return `The machine was busy before this run began (load ${minute.toFixed(1)} on ${cpus().length} cores): rough figures.`;
}

/** The commit that was measured; undefined outside a repository. */
export function commit(): string | undefined {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' });
    const changed = git('status', '--porcelain', '--', '../packages').trim() !== '';
    const hash = git('rev-parse', '--short', 'HEAD').trim();
    return changed ? `${hash} and changes` : hash;
  } catch {
    return undefined;
  }
}
