import type { Strategy } from './strategy.ts';

/** Only the child that ended is restarted. Source: OTP supervisor, restart(one_for_one). */
export const oneForOne: Strategy = (_children, id) => [{ type: 'start_child', id }];
