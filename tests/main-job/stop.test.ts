/** Stopping in order: what was accepted becomes durable first; a second signal does not wait. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onStopSignals } from '../../examples/quake-ingest/command-line/stop-signals.ts';
import { runJob, startJob, workFolder } from './support/job.ts';

describe('a run that is stopped', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('drains on %s and verifies', async (signal) => {
    const folder = workFolder();
    const job = startJob(folder, ['--duration', '30']);
    await job.shows(/accepted [1-9]/);
    job.process.kill(signal);
    const { code, stdout, stderr } = await job.finished;
    expect(stderr).toBe('');
    expect(stdout).toContain(`${signal}: the replay stops`);
    const [, accepted, durable] =
      /: ([\d,]+) events accepted, 3,414 in the input, ([\d,]+) durable/.exec(stdout) ?? [];
    expect(accepted).toMatch(/^[1-9]/);
    expect(durable).toBe(accepted);
    expect(code).toBe(0);
    const log = readFileSync(join(folder, 'data/quake-ingest/holdfast.log'), 'utf8');
    expect(log.match(/"worker stopped"/g)).toHaveLength(12);
    const verified = await runJob(folder, ['--verify']);
    expect(verified.stdout).toContain('The run was stopped');
    expect(verified.stdout).toContain(`Verified: all ${durable} events`);
    expect(verified.code).toBe(0);
  });

  it('lifts its injected fault when it is stopped in the middle of it', async () => {
    const folder = workFolder();
    const job = startJob(folder, ['--duration', '10']);
    await job.shows(/breaker closed → open/);
    job.process.kill('SIGTERM');
    const { code, stdout } = await job.finished;
    expect(stdout).toContain('disk fault lifted, no longer waiting for the breaker');
    expect(stdout).toContain('breaker open → half_open: the run is ending');
    expect(stdout).toContain('breaker half_open → closed');
    expect(code).toBe(0);
  });

  it('ends like a Ctrl-C when nobody reads its output any more', async () => {
    const folder = workFolder();
    const job = startJob(folder, ['--duration', '30']);
    await job.shows(/accepted [1-9]/);
    job.process.stdout?.destroy();
    expect((await job.finished).code).toBe(0);
    expect((await runJob(folder, ['--verify'])).code).toBe(0);
  });
});

describe('stop signals', () => {
  it('stops once and leaves at the second, but not for an echo of the first', () => {
    const source = new EventEmitter();
    const seen: string[] = [];
    let now = 0;
    const actions = {
      stop: (signal: string) => void seen.push(`stop ${signal}`),
      leave: (signal: string) => void seen.push(`leave ${signal}`),
    };
    const ignore = onStopSignals(source, actions, () => now);
    source.emit('SIGINT', 'SIGINT');
    now = 200;
    source.emit('SIGINT', 'SIGINT');
    expect(seen).toEqual(['stop SIGINT']);
    source.emit('SIGTERM', 'SIGTERM');
    now = 400;
    source.emit('SIGINT', 'SIGINT');
    expect(seen).toEqual(['stop SIGINT', 'leave SIGTERM', 'leave SIGINT']);
    ignore();
    expect(source.eventNames()).toEqual([]);
  });
});
