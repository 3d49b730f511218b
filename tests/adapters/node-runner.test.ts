import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { storeContract } from '@holdfast/store-adapters/contract';
import { openMemoryEngine, openMemoryStore } from '@holdfast/store-adapters/memory';
import { describe, expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('support/node-runner.mjs', import.meta.url));

/** Runs the contract under Node's own runner, without what vitest puts into its environment. */
function runnerSays(
  liar: boolean,
): Promise<{ readonly code: number | null; readonly tap: string }> {
  const env = { PATH: process.env['PATH'], LIAR: liar ? '1' : '0' };
  return new Promise((resolve, reject) => {
    const args = ['--test', '--test-reporter=tap', PROGRAM];
    const child = spawn(process.execPath, args, { env });
    let tap = '';
    child.stdout.on('data', (chunk: Buffer) => (tap += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, tap }));
  });
}

describe("the contract under Node's own runner", () => {
  it('passes the store in memory, every case of it', async () => {
    const { code, tap } = await runnerSays(false);
    expect(tap).not.toMatch(/^\s*not ok/m);
    expect(code).toBe(0);
    const cases = storeContract({
      survives: { accepted: 'nothing', durable: 'nothing' },
      open: openMemoryStore,
      openEngine: openMemoryEngine,
    });
    for (const { name } of cases.filter(({ trait }) => trait !== 'names')) {
      expect(tap).toContain(`# Subtest: ${name}`);
    }
  }, 60_000);

  it('fails a store that lies about versions', async () => {
    const { code, tap } = await runnerSays(true);
    expect(code).toBe(1);
    expect(tap).toMatch(/not ok \d+ - append: answers with the version and the position reached/);
  }, 60_000);
});
