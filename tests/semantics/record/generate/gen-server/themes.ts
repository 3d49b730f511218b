/** Scenarios of kind `gen_server`. */
import type { Themes } from '../scenario.ts';
import { callexit, deferred } from './answers.ts';
import { bare, links, mix, nested, order } from './conversations.ts';
import { init, names, sys, term } from './lives.ts';
import { timers } from './timers.ts';
import { next, timeout } from './times.ts';

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
  timers,
};
