import { restartGroup } from './restart-group.ts';
import type { Strategy } from './strategy.ts';

/** All children are restarted with it. Source: OTP supervisor, restart(one_for_all). */
export const oneForAll: Strategy = (children, id) => restartGroup(children.inStartOrder(), id);
