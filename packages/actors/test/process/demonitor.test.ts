import { exit, GenServer, type MonitorRef, processInfo, processName } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  type Puppet,
  type PuppetContext,
  type PuppetParts,
  type PuppetPid,
  startPuppet,
} from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

type Seen = NonNullable<PuppetParts['seen']>;

async function watching(): Promise<{
  watcher: PuppetPid;
  context: PuppetContext;
  target: PuppetPid;
  seen: Seen;
  ref: MonitorRef;
}> {
  const { system } = testSystem();
  const seen: Seen = [];
  const [watcher, target] = [await startPuppet(system, { seen }), await startPuppet(system)];
  const context = await ask(watcher, (mine) => mine);
  return { watcher, context, target, seen, ref: context.monitor(target) };
}

describe('demonitor (PR-24, PR-25)', () => {
  test('before the end: no DOWN, and it says that it was still watching', async () => {
    const { context, target, seen, ref } = await watching();
    expect(processInfo(target)?.watchers).toBe(1);
    expect(context.demonitor(ref)).toBe(true);
    expect(processInfo(target)?.watchers).toBe(0);
    exit(target, 'kill');
    await settle();
    expect(seen).toEqual([]);
  });

  test('after the end the DOWN that waits stays, unless flush takes it away', async () => {
    for (const [options, left] of [
      [undefined, 1],
      [{ flush: false }, 1],
      [{ flush: true }, 0],
    ] as const) {
      const { context, target, seen, ref } = await watching();
      exit(target, 'kill');
      expect(context.demonitor(ref, options)).toBe(false);
      await settle();
      expect(seen).toHaveLength(left);
    }
  });

  test('flush takes its own DOWN only, and leaves the order of the rest', async () => {
    const { watcher, context, target, seen, ref } = await watching();
    const other = context.monitor(target);
    GenServer.send(watcher, { type: 'note', text: 'before' });
    exit(target, 'kill');
    GenServer.send(watcher, { type: 'note', text: 'after' });
    context.demonitor(ref, { flush: true });
    await settle();
    expect(seen.map(({ type }) => type)).toEqual(['note', 'DOWN', 'note']);
    expect(seen[1]?.type === 'DOWN' && seen[1].ref === other).toBe(true);
  });

  test('flush before the end only stops watching', async () => {
    const { context, target, seen, ref } = await watching();
    expect(context.demonitor(ref, { flush: true })).toBe(true);
    exit(target, 'kill');
    await settle();
    expect(seen).toEqual([]);
  });

  test('may be repeated, and comes too late for a DOWN that was handled (PR-26)', async () => {
    const { context, target, seen, ref } = await watching();
    exit(target, 'kill');
    await settle();
    expect([context.demonitor(ref), context.demonitor(ref, { flush: true })]).toEqual([
      false,
      false,
    ]);
    expect(seen).toHaveLength(1);
  });
});

describe('a monitor by name (PR-22, PR-23)', () => {
  const name = processName<Puppet>('ledger');

  test('watches who has the name now, and not who takes it later', async () => {
    const { context, seen } = await watching();
    const { system } = context;
    const first = await startPuppet(system, {}, { name });
    const ref = context.monitor(system.via(name));
    exit(first, 'kill');
    exit(await startPuppet(system, {}, { name }), 'kill');
    await settle();
    expect(seen).toMatchObject([{ type: 'DOWN', reason: 'killed' }]);
    const [down] = seen;
    expect(down?.type === 'DOWN' && down.ref === ref && down.pid === first).toBe(true);
  });

  test('that nobody has gives a DOWN with noproc, once, after what waits', async () => {
    const { watcher, context, seen } = await watching();
    GenServer.send(watcher, { type: 'note', text: 'waiting' });
    const ref = context.monitor(context.system.via(name));
    expect(seen).toEqual([]);
    await settle();
    expect(seen).toEqual([
      { type: 'note', text: 'waiting' },
      { type: 'DOWN', ref, pid: undefined, reason: 'noproc' },
    ]);
    expect(context.demonitor(ref)).toBe(false);
  });
});

describe('a monitor (PR-20, PR-22, PR-27)', () => {
  test('of a dead process can be taken back before its DOWN is handled', async () => {
    const { context, target, seen } = await watching();
    exit(target, 'kill');
    await settle();
    const late = context.monitor(target);
    context.demonitor(late, { flush: true });
    await settle();
    expect(seen).toHaveLength(1);
  });

  test('goes with the process that holds it', async () => {
    const { watcher, target } = await watching();
    exit(watcher, 'kill');
    expect(processInfo(target)?.watchers).toBe(0);
  });

  test('set by a killed server whose callback runs on is none (JS-02)', async () => {
    const { watcher, context, target } = await watching();
    exit(watcher, 'kill');
    context.monitor(target);
    expect(processInfo(target)?.watchers).toBe(0);
  });
});
