/** `--verify` has to notice every kind of loss, or its "verified" would mean nothing. */
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { ClassicLevel } from 'classic-level';
import { beforeEach, describe, expect, it } from 'vitest';
import { catalogue, type Finished, runJob, workFolder } from './support/job.ts';

describe('--verify', () => {
  let folder: string;
  let log: string;
  beforeEach(async () => {
    folder = workFolder({ 'mine.ndjson': catalogue(6) });
    log = join(folder, 'data/quake-ingest/durable.log');
    const { code } = await runJob(folder, [
      '--file',
      'mine.ndjson',
      '--quick',
      '--duration',
      '0.2',
    ]);
    expect(code).toBe(0);
  });
  const verify = (): Promise<Finished> => runJob(folder, ['--verify']);
  const store = (net: string): string => join(folder, 'data/quake-ingest/stores', net);

  it('holds for a good run, again and again', async () => {
    for (let times = 0; times < 2; times += 1) {
      const { code, stdout } = await verify();
      expect(stdout).toContain('Verified: all 12 events reported durable are there');
      expect(code).toBe(0);
    }
  });

  it('says that there is no run', async () => {
    const { code, stderr } = await runJob(workFolder(), ['--verify']);
    expect(stderr).toMatch(/^There is no run to verify in data\/quake-ingest\. .*\n$/);
    expect(code).toBe(2);
  });

  it('tolerates a torn last line, and nothing else that it cannot read', async () => {
    cutOff('running');
    appendFileSync(log, '{"store":"aa","str');
    const torn = await verify();
    expect(torn.stdout).toContain('The last line of durable.log was cut off');
    expect(torn.code).toBe(0);
    appendFileSync(log, '\n');
    await expectProblem('durable.log, line 13: cannot be read');
  });

  it('notices an event that was reported durable and is in no store', async () => {
    appendFileSync(log, '{"store":"aa","stream":"q0","version":3}\n');
    await expectProblem('aa: event 3 of q0 was durable and is LOST');
  });

  it('notices a note of an unknown store, and one that stands twice', async () => {
    appendFileSync(log, '{"store":"zz","stream":"q0","version":1}\n');
    appendFileSync(log, '{"store":"aa","stream":"q0","version":1}\n');
    await expectProblem('durable.log names q0 in an unknown store, zz');
    await expectProblem('aa: event 1 of q0 was reported durable twice');
  });

  it('notices a store that is gone, also after a kill', async () => {
    cutOff('running');
    rmSync(store('bb'), { recursive: true });
    await expectProblem('bb: event 1 of q1 was durable and is LOST');
  });

  it('notices the last event cut off a store', async () => {
    await removeLastEvent(store('aa'));
    await expectProblem('aa: event 2 of q4 was durable and is LOST');
    await expectProblem('aa: 6 events in the input, 5 found, 6 durable');
  });

  it('notices events that are not in the input', async () => {
    const opened = await openEmbeddedStore({ path: store('aa') });
    await opened.append('stranger', [{ type: 'QuakeReported', data: {} }]);
    await opened.close();
    await expectProblem('aa: event 1 of stranger is in the store, but not in the input');
    await expectProblem('accepted events: the run says 12, found 13');
  });

  it('notices that the input says something else', async () => {
    const input = join(folder, 'data/quake-ingest/input.ndjson');
    writeFileSync(input, readFileSync(input, 'utf8').replace('"mag":1.5', '"mag":9.5'));
    await expectProblem('aa: event 2 of q0 does not hold what the input says');
  });

  it('notices a completed run with too few events or other bad lines', async () => {
    const input = join(folder, 'data/quake-ingest/input.ndjson');
    appendFileSync(input, '{"id":"late","net":"aa","time":1}\n?\n');
    await expectProblem('aa: 7 events in the input, 6 found, 6 durable');
    await expectProblem('bad lines of the input: the run says 0, found 1');
  });

  async function expectProblem(problem: string): Promise<void> {
    const { code, stdout, stderr } = await verify();
    expect(stdout + stderr).toContain(`PROBLEM ${problem}`);
    expect(code).toBe(1);
  }

  function cutOff(state: 'running'): void {
    const file = join(folder, 'data/quake-ingest/quake-ingest.json');
    const record = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...record, state, accepted: 0, durable: 0 }));
  }
});

/** Behind the adapter's back: its last event, and the note that a fence has covered it. */
async function removeLastEvent(path: string): Promise<void> {
  const level = new ClassicLevel(path);
  const commits = (await level.keys().all()).filter((key) => key.startsWith('c'));
  const left = commits.length - 1;
  expect(left).toBe(5);
  await level.del(commits[left] ?? '');
  await level.put('m:fence', `${left}:${left}`);
  await level.close();
}
