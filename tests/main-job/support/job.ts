/** Runs the built main job as a user does. */
import { type Example, type Finished, startExample } from '../../support/example-process.ts';

export { type Finished, workFolder } from '../../support/example-process.ts';

export function startJob(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Example {
  return startExample('quake-ingest/main.js', folder, args, environment);
}

export function runJob(
  folder: string,
  args: readonly string[],
  environment?: Readonly<Record<string, string>>,
): Promise<Finished> {
  return startJob(folder, args, environment).finished;
}

/** A small catalogue: `count` quakes a second apart, over the given networks in turn. */
export function catalogue(count: number, networks: readonly string[] = ['aa', 'bb']): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const time = 1_517_000_000_000 + index * 1_000;
    const net = networks[index % networks.length];
    return JSON.stringify({ id: `q${index}`, net, time, updated: time + 5_000, mag: 1.5 });
  });
  return `${lines.join('\n')}\n`;
}
