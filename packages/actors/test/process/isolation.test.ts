import {
  exit,
  GenServer,
  isAlive,
  noreply,
  ok,
  processName,
  silentLogger,
  spawn,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  act,
  ask,
  note,
  type Puppet,
  type PuppetParts,
  type PuppetPid,
  request,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { gate, testSystem } from '../support/test-system.ts';

const boom = new Error('boom');
const explode = (): never => {
  throw boom;
};

describe('an error of one process (PR-53)', () => {
  let stray: unknown[] = [];
  const listen = (error: unknown): void => void stray.push(error);
  beforeEach(() => {
    stray = [];
    process.on('unhandledRejection', listen);
    process.on('uncaughtException', listen);
  });
  afterEach(() => {
    process.off('unhandledRejection', listen);
    process.off('uncaughtException', listen);
  });

  const ways: [string, (pid: PuppetPid) => unknown][] = [
    ['throws in a cast', (pid) => tell(pid, explode)],
    ['rejects in a cast', (pid) => tell(pid, () => Promise.reject(boom))],
    ['throws in an info', (pid) => GenServer.send(pid, act(explode))],
    ['throws in a call', (pid) => request(pid, explode).catch(() => undefined)],
    ['throws in a continue', (pid) => tell(pid, (s) => noreply(s, { continue: act(explode) }))],
    ['returns rubbish', (pid) => tell(pid, () => 42 as never)],
    [
      'returns a getter that throws',
      (pid) => tell(pid, () => Object.defineProperty({}, 'type', { get: explode }) as never),
    ],
  ];

  test.each(ways)('that %s reaches no other, and no unhandled rejection', async (_what, crash) => {
    const { system } = testSystem();
    const [one, other] = [await startPuppet(system), await startPuppet(system)];
    crash(one);
    await settle();
    expect([isAlive(one), isAlive(other), stray]).toEqual([false, true, []]);
    expect(await ask(other, () => 'unharmed')).toBe('unharmed');
  });

  test.each<[string, PuppetParts]>([
    ['throws in init', { init: explode }],
    ['throws in terminate', { terminate: explode }],
    ['rejects in terminate', { terminate: () => Promise.reject(boom) }],
  ])('that %s is told to who asked alone', async (_what, parts) => {
    const { system } = testSystem();
    const other = await startPuppet(system);
    const told = startPuppet(system, parts).then((pid) => GenServer.stop(pid));
    await expect(told).rejects.toMatchObject({ reason: { error: boom } });
    await settle();
    expect([isAlive(other), stray]).toEqual([true, []]);
  });

  test('that is a plain one ends it, and nobody else', async () => {
    const { system } = testSystem();
    const other = await startPuppet(system);
    const plain = [spawn(system, explode), spawn(system, () => Promise.reject(boom))];
    await settle();
    expect([plain.map(isAlive), isAlive(other), stray]).toEqual([[false, false], true, []]);
  });

  test('whose logger throws on top reaches nobody either', async () => {
    const { system } = testSystem({ ...silentLogger, error: explode, warn: explode });
    const [one, other] = [await startPuppet(system), await startPuppet(system)];
    tell(one, explode);
    await settle();
    expect([isAlive(one), isAlive(other), stray]).toEqual([false, true, []]);
  });
});

describe('the next incarnation under a name (JS-12)', () => {
  const name = processName<Puppet>('worker');

  test('is given no message of the one before it', async () => {
    const { system } = testSystem();
    const handled: string[] = [];
    const first = await startPuppet(system, {}, { name });
    const stuck = gate();
    tell(first, (state) => stuck.promise.then(() => noreply(state)));
    await settle();
    GenServer.cast(
      system.via(name),
      note(() => handled.push('by the first')),
    );
    const called = ask(system.via(name), () => handled.push('call to the first'));
    exit(first, 'kill');
    await expect(called).rejects.toMatchObject({ reason: 'killed' });
    const second = await startPuppet(system, {}, { name });
    GenServer.cast(
      first,
      note(() => handled.push('to the pid of the first')),
    );
    stuck.open();
    await settle();
    expect([await ask(system.via(name), () => 'second'), handled]).toEqual(['second', []]);
    expect(system.whereis(name) === second).toBe(true);
  });

  test('is not started by a crash: a server that crashed stays away', async () => {
    const { system } = testSystem();
    let inits = 0;
    const init = () => {
      inits += 1;
      return ok(0);
    };
    tell(await startPuppet(system, { init }, { name }), explode);
    await settle();
    expect([inits, system.whereis(name), system.processCount]).toEqual([1, undefined, 0]);
  });
});
