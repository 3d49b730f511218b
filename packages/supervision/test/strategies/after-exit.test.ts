import type { ExitReason } from '@holdfast/actors';
import { describe, expect, test } from 'vitest';
import { afterExit } from '../../src/strategies/after-exit.ts';

const orderly: ExitReason[] = ['normal', 'shutdown', { shutdown: 'upgrade' }];
const abnormal: ExitReason[] = [
  'killed',
  'noproc',
  'no_disk',
  { error: 1 },
  { bad_return_value: 1 },
];

describe('afterExit (SU-50, SU-51, SU-53)', () => {
  test.each([...orderly, ...abnormal])('permanent is restarted after %j', (reason) => {
    expect(afterExit('permanent', reason)).toBe('restart');
  });

  test.each(orderly)('transient is kept after %j', (reason) => {
    expect(afterExit('transient', reason)).toBe('keep');
  });

  test.each(abnormal)('transient is restarted after %j', (reason) => {
    expect(afterExit('transient', reason)).toBe('restart');
  });

  test.each([...orderly, ...abnormal])('temporary is forgotten after %j', (reason) => {
    expect(afterExit('temporary', reason)).toBe('forget');
  });
});
