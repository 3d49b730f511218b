import { inspect } from 'node:util';
import {
  describeExit,
  type ExitReason,
  exit,
  exitWith,
  GenServer,
  isAbnormal,
  isAlive,
  Sys,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { startPuppet, tell } from '../support/puppet.ts';
import { recordingLogger, testSystem } from '../support/test-system.ts';

const circular: { self?: unknown } = {};
circular.self = circular;

describe('isAbnormal (GS-113, SU-51)', () => {
  test.each<ExitReason>(['normal', 'shutdown', { shutdown: 'x' }, { shutdown: undefined }])(
    '%j is orderly',
    (reason) => {
      expect(isAbnormal(reason)).toBe(false);
    },
  );

  test.each<ExitReason>([
    'killed',
    'kill',
    'noproc',
    'no_disk',
    '',
    { error: 1 },
    { bad_return_value: 1 },
  ])('%j is abnormal', (reason) => {
    expect(isAbnormal(reason)).toBe(true);
  });
});

describe('describeExit', () => {
  test.each<[ExitReason, string]>([
    ['normal', 'normal'],
    ['no_disk', 'no_disk'],
    [{ shutdown: 'upgrade' }, 'shutdown (upgrade)'],
    [{ shutdown: { failed: 'a' } }, "shutdown ({ failed: 'a' })"],
    [{ error: new RangeError('too far') }, 'crash: RangeError: too far'],
    [{ error: 'text' }, 'crash: text'],
    [{ error: undefined }, 'crash: undefined'],
    [{ error: null }, 'crash: null'],
    [{ error: 7n }, 'crash: 7n'],
    [{ error: circular }, 'crash: <ref *1> { self: [Circular *1] }'],
    [{ error: Symbol('odd') }, 'crash: Symbol(odd)'],
    [{ bad_return_value: 42 }, 'bad return value 42'],
    [{ bad_return_value: undefined }, 'bad return value undefined'],
  ])('%s is one line', (reason, line) => {
    expect(describeExit(reason)).toBe(line);
  });

  const refuse = (): never => {
    throw new Error('no');
  };

  test.each<[string, unknown]>([
    ['toJSON and toString throw', { toJSON: refuse, toString: refuse }],
    ['there is no prototype', Object.create(null)],
  ])('never throws when of what was thrown %s', (_what, error) => {
    expect(describeExit({ error })).toMatch(/^crash: /);
  });

  test.each<[string, unknown]>([
    ['inspect throws', { [inspect.custom]: refuse }],
    ['the name is a symbol', Object.assign(new Error('x'), { name: Symbol('odd') })],
    ['the message throws', Object.defineProperty(new Error('x'), 'message', { get: refuse })],
  ])('never throws when of what was thrown %s', (_what, error) => {
    expect(describeExit({ error })).toMatch(/^crash: /);
  });

  test.each<[string, unknown]>([
    ['a long array', Array.from({ length: 50 }, (_, index) => index)],
    ['a large object', { a: [1], b: [2], c: { d: 1 }, e: 'text\n', f: 1, g: 1, h: 1 }],
    ['a nested error', { failed_to_start_child: 'disk', reason: { error: new Error('no space') } }],
  ])('%s is rendered on one line', (_what, shutdown) => {
    expect(describeExit({ shutdown })).not.toContain('\n');
  });

  test('a nested reason with an Error tells its message', () => {
    const reason = { failed_to_start_child: 'disk', reason: { error: new Error('no space') } };
    expect(describeExit({ shutdown: reason })).toContain('no space');
  });
});

describe.each([42, undefined, null, {}])('%j, which is no reason,', (value) => {
  const none = value as never;
  const refused = { code: 'ERR_INVALID_OPTION', option: 'reason' };

  test('is refused at the door, and ends nobody', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    expect(() => exit(pid, none)).toThrow(expect.objectContaining(refused));
    expect(() => exitWith(none)).toThrow(expect.objectContaining(refused));
    // Undefined asks for the default there.
    if (value !== undefined) await expect(GenServer.stop(pid, none)).rejects.toMatchObject(refused);
    expect(() => Sys.terminate(pid, none)).toThrow(expect.objectContaining(refused));
    expect(isAlive(pid)).toBe(true);
  });
});

test('a reason that is none, returned by a callback, is logged as a crash', async () => {
  const { logger, lines } = recordingLogger();
  const { system } = testSystem(logger);
  const pid = await startPuppet(system);
  tell(pid, (state) => ({ type: 'stop', reason: 42 as never, state }));
  await settle();
  expect(isAlive(pid)).toBe(false);
  expect(lines).toMatchObject([{ level: 'error', reason: '42' }]);
});
