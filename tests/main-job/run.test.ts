/** The run that `npm start` shows: its faults, its counts, its input. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue, runJob, startJob, workFolder } from './support/job.ts';

const ESCAPE = '\u001b';

describe('the built-in run', () => {
  it('survives its faults, reconciles and exits with 0', async () => {
    const folder = workFolder();
    const { code, stdout, stderr } = await runJob(folder, ['--quick']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /breaker closed → open[^]*breaker open → half_open[^]*half_open → closed/,
    );
    expect(stdout).toMatch(/worker killed with \d+ events[^]*the supervisor restarted the worker/);
    expect(stdout).toContain('3,414 events accepted of 3,414, 3,414 durable');
    expect(stdout).toMatch(/disk fault in \w+: survived; [1-9]\d* events accepted meanwhile/);
    expect(stdout).toContain('breaker closed → open → half-open → closed');
    expect(stdout).toMatch(/worker crash in \w+: survived; restarted with [1-9]\d* events pending/);
    expect(stdout).toContain('Verified: all 3,414 events reported durable are there');
    expect(stdout).toMatch(/100 % {2}accepted 3,414/);
    expect(stdout).not.toContain(ESCAPE);
    expect(code).toBe(0);
    const data = join(folder, 'data', 'quake-ingest');
    expect(readFileSync(join(data, 'durable.log'), 'utf8').trimEnd().split('\n')).toHaveLength(
      3414,
    );
    expect(readdirSync(join(data, 'stores'))).toHaveLength(12);
    expect(readFileSync(join(data, 'holdfast.log'), 'utf8')).toContain('circuit breaker open');
  });
});

describe("a user's own file", () => {
  it('is replayed undisturbed', async () => {
    const folder = workFolder({ 'mine.ndjson': catalogue(40) });
    const { code, stdout } = await runJob(folder, quick('mine.ndjson'));
    expect(stdout).toContain('80 events accepted of 80, 80 durable');
    expect(stdout).toContain('0 breaker trips, 0 worker restarts');
    expect(stdout).not.toContain('INJECTED');
    expect(code).toBe(0);
  });

  it('is disturbed with --chaos', async () => {
    const folder = workFolder({ 'mine.ndjson': catalogue(40) });
    const { code, stdout } = await runJob(folder, [...quick('mine.ndjson'), '--chaos']);
    expect(stdout).toContain('1 breaker trip, 1 worker restart');
    expect(code).toBe(0);
  });

  it('may name networks with any text, and give them no path out of the data folder', async () => {
    const networks = ['../../up', 'CI', 'ci', '__proto__', 'con', 'é'.repeat(200), '%2e'];
    const folder = workFolder({ 'mine.ndjson': catalogue(14, networks) });
    const { code, stdout } = await runJob(folder, quick('mine.ndjson'));
    expect(stdout).toContain('7 seismic networks');
    expect(code).toBe(0);
    expect(readdirSync(join(folder, 'data', 'quake-ingest', 'stores'))).toHaveLength(7);
    expect(readdirSync(folder).sort()).toEqual(['data', 'mine.ndjson']);
  });

  it('may have bad lines: each is named with its reason and none is fatal', async () => {
    const bad = ['not json', '{"net":"aa","time":1}', '{"id":"x","net":"aa","time":"soon"}', '[]'];
    const again = '{"id":"q0","net":"aa","time":1}';
    const text = `${catalogue(2)}\n${[...bad, again].join('\r\n')}\n`;
    const folder = workFolder({ 'mine.ndjson': text });
    const { code, stdout } = await runJob(folder, quick('mine.ndjson'));
    expect(stdout).toContain('5 bad lines of 7 left out:');
    expect(stdout).toContain('mine.ndjson, line 4: not JSON');
    expect(stdout).toContain('mine.ndjson, line 5: id is missing');
    expect(stdout).toContain('mine.ndjson, line 6: time must be epoch milliseconds or an ISO 8601');
    expect(stdout).toContain('mine.ndjson, line 7: not a JSON object');
    expect(stdout).toContain('mine.ndjson, line 8: id "q0" of aa was on line 1 already');
    expect(stdout).toContain('5 bad lines left out, as reported');
    expect(code).toBe(0);
  });

  it('lists the first ten bad lines and counts the others', async () => {
    const folder = workFolder({ 'mine.ndjson': `${catalogue(1)}${'?\n'.repeat(12)}` });
    const { stdout } = await runJob(folder, quick('mine.ndjson'));
    expect(stdout.match(/: not JSON/g)).toHaveLength(10);
    expect(stdout).toContain('and 2 more bad lines');
  });
});

describe('the data folder', () => {
  it('is begun afresh by the next run', async () => {
    const folder = workFolder({ 'one.ndjson': catalogue(4, ['one']), 'two.ndjson': catalogue(2) });
    await runJob(folder, quick('one.ndjson'));
    const { code } = await runJob(folder, quick('two.ndjson'));
    expect(code).toBe(0);
    expect(readdirSync(join(folder, 'data/quake-ingest/stores')).sort()).toEqual(['aa', 'bb']);
  });

  it('is left alone when it holds other things', async () => {
    const folder = workFolder({ 'mine.ndjson': catalogue(2), 'thesis.txt': 'precious' });
    const foreign = await runJob(folder, [...quick('mine.ndjson'), '--data', '.']);
    expect(foreign.stderr).toMatch(
      /^The data folder \. holds things that no run has written\. .*\n$/,
    );
    expect(foreign.code).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(['mine.ndjson', 'thesis.txt']);

    await runJob(folder, [...quick('mine.ndjson'), '--data', 'run']);
    writeFileSync(join(folder, 'run', 'notes.txt'), 'precious');
    const mixed = await runJob(folder, [...quick('mine.ndjson'), '--data', 'run']);
    expect(mixed.stderr).toContain('holds "notes.txt", which no run has written');
    expect(mixed.code).toBe(2);
    expect(existsSync(join(folder, 'run', 'stores'))).toBe(true);
  });

  it('is not taken from a run that is still using it', async () => {
    const folder = workFolder({ 'mine.ndjson': catalogue(40) });
    const first = startJob(folder, ['--file', 'mine.ndjson', '--duration', '30']);
    await first.shows(/seismic networks/);
    const second = await runJob(folder, quick('mine.ndjson'));
    expect(second.stderr).toMatch(/^Another run is using the data folder/);
    expect(second.code).toBe(2);
    first.process.kill('SIGTERM');
    expect((await first.finished).code).toBe(0);
  });
});

function quick(file: string): string[] {
  return ['--file', file, '--quick', '--duration', '0.5'];
}
