import { restartGroup } from './restart-group.ts';
import type { Strategy } from './strategy.ts';

/** It is restarted with the children behind it. Source: OTP supervisor, restart(rest_for_one). */
export const restForOne: Strategy = (children, id) => {
  const inOrder = children.inStartOrder();
  const place = inOrder.findIndex(({ spec }) => spec.id === id);
  return restartGroup(inOrder.slice(place), id);
};
