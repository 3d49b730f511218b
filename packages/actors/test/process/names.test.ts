import {
  exit,
  exited,
  GenServer,
  type ProcessFunction,
  processInfo,
  processName,
  Sys,
  spawn,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { ask, note, type Puppet, startChild, startPuppet } from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

const name = processName<Puppet>('the-one');
const other = processName<Puppet>('the-other');

describe('a name as a server reference (GS-19)', () => {
  test('is called, cast to, sent to and stopped like a pid', async () => {
    const { system } = testSystem();
    const events: string[] = [];
    const pid = await startPuppet(system, {}, { name });
    const server = system.via(name);
    expect(await ask(server, () => 'answer')).toBe('answer');
    GenServer.cast(
      server,
      note(() => events.push('cast')),
    );
    GenServer.send(
      server,
      note(() => events.push('info')),
    );
    expect(await Sys.getState(server)).toBe('initial');
    await GenServer.stop(server, 'done');
    expect(events).toEqual(['cast', 'info']);
    expect(await exited(pid)).toBe('done');
  });

  test('is looked up at each use, so it outlives a restart', async () => {
    const { system } = testSystem();
    const server = system.via(name);
    const first = await startPuppet(system, {}, { name });
    exit(first, 'kill');
    await startPuppet(system, {}, { name });
    expect(await ask(server, () => 'from the second')).toBe('from the second');
  });

  test('nobody has: calls and stops fail with noproc at once (GS-36, GS-102)', async () => {
    const { system, clock } = testSystem();
    const server = system.via(name);
    const noproc = { code: 'ERR_NO_PROCESS', reason: 'noproc' };
    await expect(ask(server, () => '')).rejects.toMatchObject(noproc);
    await expect(GenServer.stop(server)).rejects.toMatchObject(noproc);
    await expect(Sys.getState(server)).rejects.toMatchObject(noproc);
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  test('nobody has: casts and sends are lost without notice (GS-60, PR-30)', () => {
    const { system } = testSystem();
    const message = note(() => undefined);
    expect(GenServer.cast(system.via(name), message)).toEqual({ accepted: true });
    expect(GenServer.send(system.via(name), message)).toEqual({ accepted: true });
  });

  test.each([[''], [7], [null], [undefined]])('%j is refused as a name (GS-18)', async (wrong) => {
    const { system } = testSystem();
    expect(() => system.via(wrong as never)).toThrow(TypeError);
    if (wrong === undefined || wrong === null) return;
    const start = async (): Promise<unknown> => startPuppet(system, {}, { name: wrong as never });
    await expect(start()).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: 'name' });
    expect(system.processCount).toBe(0);
  });

  test('undefined means no name (GS-17)', async () => {
    const { system } = testSystem();
    const pids = [
      await GenServer.start(system, { init: () => ({ type: 'ok', state: 0 }) }, undefined, {}),
      await startPuppet(system, {}, {}),
    ];
    expect(pids.map((pid) => processInfo(pid)?.name)).toEqual([undefined, undefined]);
  });
});

describe('one name, one process (PR-50)', () => {
  test('a process can be registered later, and gives its name back', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const via = system.via(name);
    expect([via.register(pid), via.whereis() === pid, system.whereis(name) === pid]).toEqual([
      true,
      true,
      true,
    ]);
    expect(processInfo(pid)?.name).toBe('the-one');
    via.unregister(pid);
    expect([via.whereis(), processInfo(pid)?.name]).toEqual([undefined, undefined]);
    expect(system.via(other).register(pid)).toBe(true);
  });

  test('a taken name is refused, also to the one that has it', async () => {
    const { system } = testSystem();
    const [first, second] = [await startPuppet(system, {}, { name }), await startPuppet(system)];
    expect(system.via(name).register(second)).toBe(false);
    expect(system.via(name).register(first)).toBe(false);
    expect(system.whereis(name) === first).toBe(true);
  });

  test('a second name for a process is refused; it keeps the first', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system, {}, { name });
    expect(() => system.via(other).register(pid)).toThrow(TypeError);
    expect([system.whereis(name) === pid, system.whereis(other)]).toEqual([true, undefined]);
  });

  test('only its holder can give a name back', async () => {
    const { system } = testSystem();
    const [first, second] = [await startPuppet(system, {}, { name }), await startPuppet(system)];
    system.via(name).unregister(second);
    expect(system.whereis(name) === first).toBe(true);
  });

  test('a process that has ended gets no name', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    await GenServer.stop(pid);
    expect(system.via(name).register(pid)).toBe(false);
    expect(system.whereis(name)).toBeUndefined();
  });

  test('a name goes with its process, before links and monitors hear of it (GS-114)', async () => {
    const { system } = testSystem();
    const found: unknown[] = [];
    const watcher = await startPuppet(system, { trapExit: true });
    const pid = await startChild(watcher, {}, { name });
    void exited(pid).then(() => found.push(system.whereis(name)));
    exit(pid, 'kill');
    found.push(system.whereis(name));
    await settle();
    expect(found).toEqual([undefined, undefined]);
  });

  test('a process of another actor system is refused, and that system is unharmed', async () => {
    const [here, there] = [testSystem().system, testSystem().system];
    const stranger = await startPuppet(there);
    const resident = await startPuppet(there, {}, { name });
    expect(() => here.via(name).register(stranger)).toThrow(TypeError);
    exit(stranger, 'kill');
    expect(here.whereis(name)).toBeUndefined();
    expect(there.whereis(name) === resident).toBe(true);
    await expect(startPuppet(here, {}, { name: there.via(other) })).rejects.toThrow(TypeError);
    expect([here.processCount, there.processCount]).toEqual([0, 1]);
  });

  test('a plain process has a name as a server has', async () => {
    const { system } = testSystem();
    const got: unknown[] = [];
    const run: ProcessFunction<Puppet> = (self) => self.receive().then((one) => got.push(one));
    const pid = spawn(system, run, { name });
    expect(system.whereis(name) === pid).toBe(true);
    expect(() => spawn(system, run, { name })).toThrow(TypeError);
    GenServer.send(system.via(name), { type: 'note', text: 'by name' });
    await exited(pid);
    expect(got).toEqual([{ type: 'note', text: 'by name' }]);
    expect(system.whereis(name)).toBeUndefined();
  });

  test('a call to the name of a plain process is refused as a mistake', () => {
    const { system } = testSystem();
    spawn<Puppet>(system, (self) => self.receive(), { name });
    expect(() => ask(system.via(name), () => '')).toThrow(TypeError);
  });
});
