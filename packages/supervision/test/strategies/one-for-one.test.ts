import type { ExitReason } from '@holdfast/actors';
import { describe, expect, test } from 'vitest';
import { onExit } from '../../src/strategies/one-for-one.ts';

const orderly: ExitReason[] = ['normal', 'shutdown', { shutdown: 'upgrade' }];
const abnormal: ExitReason[] = [
  'killed',
  'noproc',
  'no_disk',
  { error: 1 },
  { bad_return_value: 1 },
];

describe('one_for_one (SU-50, SU-51, SU-53)', () => {
  test.each([...orderly, ...abnormal])('permanent is restarted after %j', (reason) => {
    expect(onExit('permanent', reason)).toBe('restart');
  });

  test.each(orderly)('transient is kept after %j', (reason) => {
    expect(onExit('transient', reason)).toBe('keep');
  });

  test.each(abnormal)('transient is restarted after %j', (reason) => {
    expect(onExit('transient', reason)).toBe('restart');
  });

  test.each([...orderly, ...abnormal])('temporary is forgotten after %j', (reason) => {
    expect(onExit('temporary', reason)).toBe('forget');
  });
});
