/** `one_for_one`: only the child that ended is concerned. Pure. */
import { type ExitReason, isAbnormal } from '@holdfast/actors';
import type { Restart } from '../child-spec.ts';

/**
 * What becomes of a child that ended by itself: `restart` counts towards the intensity, `keep`
 * leaves its specification without a process, `forget` drops it.
 */
export type OnExit = 'restart' | 'keep' | 'forget';

/** Source: OTP supervisor, do_restart. */
export function onExit(restart: Restart, reason: ExitReason): OnExit {
  switch (restart) {
    case 'permanent':
      return 'restart';
    case 'transient':
      return isAbnormal(reason) ? 'restart' : 'keep';
    case 'temporary':
      return 'forget';
  }
}
