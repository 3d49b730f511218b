import { type ExitReason, isAbnormal } from '@holdfast/actors';
import type { Restart } from '../child-spec.ts';

/**
 * What becomes of a child that ended by itself: `restart` counts towards the intensity, `keep`
 * leaves its specification without a process, `forget` drops it.
 */
export type AfterExit = 'restart' | 'keep' | 'forget';

/** Pure. Source: OTP supervisor, do_restart. */
export function afterExit(restart: Restart, reason: ExitReason): AfterExit {
  switch (restart) {
    case 'permanent':
      return 'restart';
    case 'transient':
      return isAbnormal(reason) ? 'restart' : 'keep';
    case 'temporary':
      return 'forget';
  }
}
