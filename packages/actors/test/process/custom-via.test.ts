import {
  exit,
  exited,
  failToStart,
  GenServer,
  isAlive,
  onEnd,
  type Pid,
  Sys,
  type Via,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  linkPuppet,
  note,
  type Puppet,
  type PuppetParts,
  type PuppetPid,
  startChild,
  startPuppet,
} from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

/** A registry of a host's own: keys are any value. */
class Directory {
  readonly holders = new Map<unknown, Pid<Puppet>>();

  via(key: unknown): Via<Puppet> {
    const { holders } = this;
    const unregister = (pid: Pid<Puppet>): void => {
      if (holders.get(key) === pid) holders.delete(key);
    };
    return {
      whereis: () => holders.get(key),
      register(pid) {
        if (holders.has(key)) return false;
        holders.set(key, pid);
        onEnd(pid, () => unregister(pid));
        return true;
      },
      unregister,
    };
  }
}

describe('a server under a name of a registry of its host (GS-19)', () => {
  const key = { tenant: 7 };

  test('is registered before init runs, and reached by every verb', async () => {
    const { system } = testSystem();
    const via = new Directory().via(key);
    let during: unknown;
    const pid = await startPuppet(
      system,
      {
        init: () => {
          during = via.whereis();
          return { type: 'ok', state: 0 };
        },
      },
      { name: via },
    );
    expect([during === pid, via.whereis() === pid]).toEqual([true, true]);
    const events: string[] = [];
    expect(await ask(via, () => 'answer')).toBe('answer');
    GenServer.cast(
      via,
      note(() => events.push('cast')),
    );
    GenServer.send(
      via,
      note(() => events.push('info')),
    );
    expect(await Sys.getState(via)).toBe(0);
    await GenServer.stop(via);
    expect(events).toEqual(['cast', 'info']);
  });

  test('a taken one is refused with the pid that has it, and init does not run (GS-16)', async () => {
    const { system } = testSystem();
    const via = new Directory().via(key);
    const pid = await startPuppet(system, {}, { name: via });
    let ran = false;
    const init = () => {
      ran = true;
      return { type: 'ok', state: 0 } as const;
    };
    const parent = await startPuppet(system);
    const second = startChild(parent, { init }, { name: via });
    await expect(second).rejects.toMatchObject({ code: 'ERR_ALREADY_STARTED', pid });
    expect([ran, isAlive(parent), system.processCount]).toEqual([false, true, 2]);
  });

  test('one that is taken in between is refused too, and nobody is left behind', async () => {
    const { system } = testSystem();
    const holder = await startPuppet(system);
    let looks = 0;
    const via: Via<Puppet> = {
      // The holder registers itself between the look and the registration.
      whereis: () => (looks++ === 0 ? undefined : holder),
      register: () => false,
      unregister: () => undefined,
    };
    const seen: NonNullable<PuppetParts['seen']> = [];
    const parent = await startPuppet(system, { trapExit: true, seen });
    const starting = startChild(parent, {}, { name: via });
    await expect(starting).rejects.toMatchObject({ code: 'ERR_ALREADY_STARTED', pid: holder });
    await settle();
    expect([isAlive(parent), system.processCount, seen]).toEqual([true, 2, []]);
  });

  test('a registry that throws fails the start, and nobody is left behind', async () => {
    const { system } = testSystem();
    const broken = new Error('no registry');
    const via: Via<Puppet> = {
      whereis: () => undefined,
      register: () => {
        throw broken;
      },
      unregister: () => undefined,
    };
    const parent = await startPuppet(system);
    await expect(startPuppet(system, {}, { name: via })).rejects.toBe(broken);
    await ask(parent, (context) =>
      expect(linkPuppet(context, {}, { name: via })).rejects.toBe(broken),
    );
    await settle();
    expect([isAlive(parent), system.processCount]).toEqual([true, 1]);
  });

  test('is free when others hear of the end, also of a failed start (GS-05, GS-114)', async () => {
    const { system } = testSystem();
    const via = new Directory().via(key);
    const pid = await startPuppet(system, {}, { name: via });
    const end = exited(pid).then(() => via.whereis());
    exit(pid, 'kill');
    expect([via.whereis(), await end]).toEqual([undefined, undefined]);
    const failed = startPuppet(system, { init: () => failToStart('no') }, { name: via });
    await expect(failed).rejects.toMatchObject({ reason: 'no' });
    expect(await ask(await startPuppet(system, {}, { name: via }), () => 'answer')).toBe('answer');
  });

  test('nobody has: a call fails with noproc, a cast is lost (GS-36)', async () => {
    const via = new Directory().via(key);
    await expect(ask(via, () => 'answer')).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
    expect(
      GenServer.cast(
        via,
        note(() => undefined),
      ),
    ).toEqual({ accepted: true });
  });

  test('calling oneself by it is refused (GS-37)', async () => {
    const { system } = testSystem();
    const via = new Directory().via(key);
    const pid = await startPuppet(system, {}, { name: via });
    const refused = ask(pid, () => ask(via, () => 1).catch((error: unknown) => error));
    expect(await refused).toMatchObject({ code: 'ERR_CALLING_SELF' });
  });
});

describe('onEnd', () => {
  async function started(): Promise<{ pid: PuppetPid; events: string[]; end: Promise<unknown> }> {
    const pid = await startPuppet(testSystem().system);
    const events: string[] = [];
    return { pid, events, end: exited(pid).then(() => events.push('told')) };
  }

  test('calls back while the process leaves its tables, before others are told', async () => {
    const { pid, events, end } = await started();
    onEnd(pid, () => events.push(`ended, alive: ${isAlive(pid)}`));
    exit(pid, 'kill');
    events.push('after exit');
    await end;
    expect(events).toEqual(['ended, alive: false', 'after exit', 'told']);
  });

  test('calls back at once when the process has ended', async () => {
    const { pid, events } = await started();
    await GenServer.stop(pid);
    onEnd(pid, () => events.push('at once'));
    expect(events).toContain('at once');
  });

  test('can be cancelled', async () => {
    const { pid, events } = await started();
    const cancel = onEnd(pid, () => events.push('never'));
    cancel();
    cancel();
    exit(pid, 'kill');
    expect(events).toEqual([]);
  });

  test('one that throws keeps neither the others nor the end from those who wait', async () => {
    const { pid, events, end } = await started();
    onEnd(pid, () => {
      throw new Error('broken');
    });
    onEnd(pid, () => events.push('second'));
    exit(pid, 'kill');
    await end;
    await settle();
    expect(events).toEqual(['second', 'told']);
  });
});
