import { type ExitReason, exit, GenServer, isAlive, type MonitorRef, stop } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { ask, type PuppetParts, type PuppetPid, startPuppet, tell } from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

type Seen = NonNullable<PuppetParts['seen']>;

async function pair(): Promise<{ watcher: PuppetPid; target: PuppetPid; seen: Seen }> {
  const { system } = testSystem();
  const seen: Seen = [];
  return { watcher: await startPuppet(system, { seen }), target: await startPuppet(system), seen };
}

function monitor(watcher: PuppetPid, target: PuppetPid): Promise<MonitorRef> {
  return ask(watcher, (context) => context.monitor(target));
}

describe('monitors (PR-20 to PR-28)', () => {
  test.each<ExitReason>(['normal', 'shutdown', 'no_disk', { error: 1 }])(
    'DOWN comes once, with the reference, the pid and the reason %j (PR-21)',
    async (reason) => {
      const { watcher, target, seen } = await pair();
      const ref = await monitor(watcher, target);
      tell(target, (state) => stop(reason, state));
      await settle();
      expect(seen).toHaveLength(1);
      const [down] = seen;
      if (down?.type !== 'DOWN') throw new Error('no DOWN');
      expect([down.ref === ref, down.pid === target, down.reason]).toEqual([true, true, reason]);
      expect(isAlive(watcher)).toBe(true);
    },
  );

  test('a killed process is reported as killed', async () => {
    const { watcher, target, seen } = await pair();
    await monitor(watcher, target);
    exit(target, 'kill');
    await settle();
    expect(seen).toMatchObject([{ type: 'DOWN', reason: 'killed' }]);
  });

  test('each monitor of one process has its own reference and its own DOWN', async () => {
    const { watcher, target, seen } = await pair();
    const refs = [await monitor(watcher, target), await monitor(watcher, target)];
    expect(refs[0]).not.toBe(refs[1]);
    exit(target, 'kill');
    await settle();
    expect(seen.map((down) => down.type === 'DOWN' && refs.indexOf(down.ref))).toEqual([0, 1]);
  });

  test('monitoring a dead process answers with noproc, after what already waits', async () => {
    const { watcher, target, seen } = await pair();
    await GenServer.stop(target);
    await ask(watcher, (context) => {
      GenServer.send(context.self, { type: 'note', text: 'first' });
      context.monitor(target);
      expect(seen).toEqual([]);
    });
    await settle();
    expect(seen).toMatchObject([{ type: 'note' }, { type: 'DOWN', reason: 'noproc' }]);
  });

  test('demonitor before the end prevents the DOWN, and may be repeated', async () => {
    const { watcher, target, seen } = await pair();
    const kept = await monitor(watcher, target);
    const ref = await monitor(watcher, target);
    await ask(watcher, (context) => {
      context.demonitor(ref);
      context.demonitor(ref);
    });
    exit(target, 'kill');
    await settle();
    expect(seen).toHaveLength(1);
    expect(seen[0]?.type === 'DOWN' && seen[0].ref === kept).toBe(true);
    await ask(watcher, (context) => context.demonitor(ref));
  });

  test('neither side is affected by the end of the other (PR-27)', async () => {
    const { watcher, target } = await pair();
    await monitor(watcher, target);
    exit(watcher, 'kill');
    await settle();
    expect(isAlive(target)).toBe(true);
    exit(target, 'kill');
    await settle();
  });

  test('monitoring oneself is allowed and never fires', async () => {
    const { watcher, seen } = await pair();
    await monitor(watcher, watcher);
    await GenServer.stop(watcher);
    await settle();
    expect(seen).toEqual([]);
  });

  test('a served call leaves no trace: no DOWN comes later (GS-49)', async () => {
    const { watcher, target, seen } = await pair();
    await ask(watcher, () => ask(target, () => 'answer'));
    exit(target, 'kill');
    await settle();
    expect(seen).toEqual([]);
  });

  test('a name is free when the DOWN is handled (GS-114)', async () => {
    const { watcher, target } = await pair();
    await monitor(watcher, target);
    exit(target, 'kill');
    expect(await ask(watcher, () => isAlive(target))).toBe(false);
  });
});
