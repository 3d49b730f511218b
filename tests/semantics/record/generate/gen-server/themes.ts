/** Scenarios of kind `gen_server`. */
import type { Themes } from '../scenario.ts';
import { bare, links, mix, nested, order } from './conversations.ts';
import { init, names, sys, term } from './lives.ts';
import { callexit, deferred, next, timeout } from './waiting.ts';

export const genServerThemes: Themes = {
  mix,
  order,
  links,
  nested,
  bare,
  init,
  term,
  names,
  sys,
  callexit,
  deferred,
  timeout,
  next,
};
