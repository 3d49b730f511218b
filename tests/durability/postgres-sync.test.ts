/** A recorded server: what a fence causes has reached the disk before its answer is sent. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeId } from '@holdfast/actors/ports';
import { openPostgresStore } from '@holdfast/store-adapters/postgres';
import { describe, expect, it } from 'vitest';
import { PostgresServer, whyNoPostgres } from '../support/postgres-server.ts';
import { whyNoTrace } from './support/strace.ts';

const obstacle = whyNoPostgres() ?? whyNoTrace();
const title = obstacle === undefined ? '' : ` (skipped: ${obstacle})`;
const ROUNDS = 20;

describe.skipIf(obstacle !== undefined)(`the sync of a fence in PostgreSQL${title}`, () => {
  it('stands between the last write of the log and the answer', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-trace-'));
    chmodSync(folder, 0o777);
    const trace = join(folder, 'trace');
    const calls = 'trace=pwrite64,pwritev,pwritev2,fdatasync,fsync,sendto';
    const server = await PostgresServer.start({
      settings: { wal_writer_delay: '10s', wal_sync_method: 'fdatasync' },
      under: (command) => ['strace', '-f', '-y', '-s', '400', '-e', calls, '-o', trace, ...command],
    });
    try {
      const store = await openPostgresStore({ connection: server.connection });
      for (let round = 0; round < ROUNDS; round += 1) {
        await store.append('a', [{ type: 'noted', data: `round ${round}` }]);
        await store.fence(storeId('test'), { signal: new AbortController().signal });
      }
      await store.close();
    } finally {
      await server.remove();
    }
    const fences = fencesIn((await readFile(trace, 'utf8')).split('\n'));
    rmSync(folder, { recursive: true, force: true });
    expect(fences).toEqual(Array.from({ length: ROUNDS }, () => 'synced'));
  }, 120_000);
});

/** For each answer to a fence, whether all that was written of the log before it was synced. */
function fencesIn(lines: readonly string[]): readonly string[] {
  const fences: string[] = [];
  // Of all processes of the server: its log writer may be faster than the one that was asked.
  let steps: string[] = [];
  for (const line of lines) {
    const call = line.replace(/^\d+\s+/, '');
    if (/^pwrite.*pg_wal/.test(call)) steps.push('write');
    // Finished, not begun: a call that another process interrupts is reported in two lines.
    else if (/^(<\.\.\. )?fdatasync.*= 0$/.test(call)) steps.push('sync');
    // The description of the columns of the one statement that emits a message.
    else if (call.startsWith('sendto') && call.includes('pg_logical_emit_message')) {
      const synced = steps.includes('write') && steps.at(-1) === 'sync';
      fences.push(synced ? 'synced' : `not synced: ${steps.join(', ')}`);
      steps = [];
    }
  }
  return fences;
}
