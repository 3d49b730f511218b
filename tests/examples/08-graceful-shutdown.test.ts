/** A real SIGTERM to a real host under load, with a store that answers and with one that hangs. */
import { join } from 'node:path';
import { openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { describe, expect, it } from 'vitest';
import { startExample, workFolder } from '../support/example-process.ts';

async function stopped(folder: string, args: readonly string[], signal: NodeJS.Signals) {
  const host = startExample('08-graceful-shutdown.js', folder, ['data', ...args]);
  await host.shows(/serving/);
  host.process.kill(signal);
  return host.finished;
}

/** What a fresh process finds. */
async function eventsIn(folder: string): Promise<number> {
  const store = await openEmbeddedStore({ path: join(folder, 'data') });
  let count = 0;
  for await (const event of store.readAll()) count += event.type === 'Placed' ? 1 : 0;
  await store.close();
  return count;
}

describe('a host that is told to end while it appends', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'makes everything durable and says so with exit code 0: %s',
    async (signal) => {
      const folder = workFolder();
      const { code, stdout, stderr } = await stopped(folder, [], signal);
      const accepted = /accepted (\d+); all durable\n$/.exec(stdout)?.[1];
      expect([code, stderr]).toEqual([0, '']);
      expect(Number(accepted)).toBeGreaterThan(0);
      expect(await eventsIn(folder)).toBe(Number(accepted));
    },
  );

  it('ends although its store hangs, and says what is not durable with exit code 1', async () => {
    const folder = workFolder();
    const { code, stdout, stderr } = await stopped(folder, ['--hang'], 'SIGTERM');
    expect(stdout).toMatch(/accepted \d+; not durable: orders\n$/);
    expect(code).toBe(1);
    expect(stderr).toContain('stopped with stores that are not durable');
  });
});
