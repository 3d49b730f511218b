/** Scenarios of kind `dynamic_supervisor`. */
import type { Random } from '../random.ts';
import type { Fields, Json, Scenario, Themes } from '../scenario.ts';
import { type Choices, Play } from './play.ts';

function talk(play: Play, most: number, more: Choices = []): (Fields | undefined)[] {
  const choices = [...play.usual(), ...more];
  return play.random.times(play.random.int(6, most), () => play.random.weighted(choices)());
}

function dyn(random: Random): Scenario {
  const play = new Play(random);
  const limits = {
    max_restarts: 20,
    ...(random.chance(0.5) && { max_children: random.int(1, 4) }),
  };
  return play.scenario('dyn', limits, [play.start(), ...talk(play, 16), play.finale()]);
}

function dynlimit(random: Random): Scenario {
  const play = new Play(random);
  const ops = [play.start(), play.start(), ...talk(play, 12)];
  return play.scenario('dynlimit', { max_restarts: random.int(0, 3) }, ops);
}

function dynfail(random: Random): Scenario {
  const play = new Play(random);
  const more: Choices = [
    [4, () => ({ op: 'set_init', id: play.child(), init: play.failures() })],
    [2, () => play.start({ init: play.failures() })],
    [4, () => ({ op: 'crash', id: play.endable(), raise: 'oops' })],
  ];
  const ops = [play.start(), play.start(), ...talk(play, 14, more), play.finale()];
  return play.scenario('dynfail', { max_restarts: random.pick([3, 8]) }, ops);
}

function dynshutdown(random: Random): Scenario {
  const play = new Play(random, 'oddly');
  const ops = [play.start(), play.start(), play.start(), ...talk(play, 10), play.finale()];
  return play.scenario('dynshutdown', { max_restarts: 5 }, ops);
}

/** Requests that arrive while a restart fails. */
function dynqueued(random: Random): Scenario {
  const play = new Play(random);
  const starts = random.times(random.int(1, 3), () => play.start({ restart: 'permanent' }));
  const request = (): Fields =>
    random.weighted<() => Fields>([
      [2, () => ({ op: 'which_children' })],
      [2, () => ({ op: 'count_children' })],
      [2, () => ({ op: 'terminate_child', id: random.pick(['k1', play.child()]) })],
      [1, () => ({ op: 'start_child', spec: { id: 'new', trap_exit: true } })],
    ])();
  const failure = random.pick<Json>([{ stop: 'nope' }, { exit: 'nope' }, { raise: 'nope' }]);
  const crash = {
    op: 'crash_queued',
    id: 'k1',
    init: [{ gate: failure }, ...random.some<Json>([{ stop: 'nope' }, 'ok'])],
    queue: random.times(random.int(2, 5), request),
    raise: 'oops',
  };
  const ops = [...starts, crash, ...talk(play, 8), play.finale()];
  return play.scenario('dynqueued', { max_restarts: 20 }, ops);
}

export const dynamicSupervisorThemes: Themes = { dyn, dynlimit, dynfail, dynshutdown, dynqueued };
