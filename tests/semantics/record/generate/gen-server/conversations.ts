/** Themes in which nothing depends on time: who says what to whom, and who ends when. */
import type { Random } from '../random.ts';
import { type Fields, reason, type Scenario } from '../scenario.ts';
import { Play } from './play.ts';

type Choices = readonly (readonly [number, () => Fields | undefined])[];

const S = { to: 's' };

/** Anything, with one server that is started again and again, and another one. */
export function mix(random: Random): Scenario {
  const play = new Play(random);
  const to = (): Fields => ({ to: random.pick(['s', 's', 's', 'b']) });
  const last = (): Fields =>
    random.weighted<Fields>([
      [3, {}],
      [1, { terminate: ['raise', 'in terminate'] }],
      [1, { terminate: ['exit', reason(random)] }],
      [1, { terminate: ['tell', random.pick(['c1', 'c2']), 'from terminate', 80] }],
    ]);
  const choices: Choices = [
    [2, () => play.start(random.pick(['s', 'b']), last())],
    [6, () => play.call(to(), 'wild')],
    [6, () => play.post(to(), 'wild')],
    [2, () => play.burst(to(), 'calm')],
    [1, () => play.vainCall(to())],
    [1, () => play.stop(to())],
    [2, () => play.exit(to())],
    [2, () => play.monitor(to())],
    [1, () => play.demonitor()],
    [1, () => play.hold(to())],
    [2, () => play.sys(to(), 'get_state')],
    [0.5, () => play.sys(to(), 'replace_state', random.int(50, 60))],
    [0.3, () => play.quit()],
  ];
  const ops = random.times(random.int(8, 20), () => random.weighted(choices)());
  return play.scenario('mix', [play.start('s', last()), play.start('b', last()), ...ops]);
}

/** Many messages at once. */
export function order(random: Random): Scenario {
  const play = new Play(random, [true, true]);
  const bursts = random.times(random.int(3, 6), () => play.burst(S, 'calm'));
  const state = { op: 'sys', by: 'c1', cmd: 'get_state', ...S };
  return play.scenario('order', [play.start('s'), ...bursts, state, play.burst(S, 'wild')]);
}

/** Links and monitors between clients and servers, and between servers. */
export function links(random: Random): Scenario {
  const play = new Play(random);
  const ids = ['s', 'x', 'y'];
  const to = (): Fields => ({ to: random.pick(ids) });
  const held = (): Fields => {
    const how = random.pick(['link', 'link', 'unlink', 'monitor'] as const);
    // A server that does not trap exits cannot link to a dead one and go on.
    const trap = how === 'link' ? [['trap_exit', true]] : [];
    const after = random.chance(0.3) ? [['trap_exit', false]] : [];
    const req = play.requests.request([...trap, [how, random.pick(ids)], ...after]);
    return { op: random.pick(['call', 'cast']), by: play.by(), req, ...to() };
  };
  const choices: Choices = [
    [5, held],
    [3, () => play.hold(to())],
    [2, () => play.monitor(to())],
    [1, () => play.demonitor()],
    [2, () => play.end(to())],
    [1, () => play.quit()],
    [2, () => play.start(random.pick(ids))],
    [1, () => play.post(to(), 'wild')],
  ];
  const ops = random.times(random.int(8, 18), () => random.weighted(choices)());
  return play.scenario('links', [...ids.map((id) => play.start(id)), ...ops]);
}

/** Servers that call servers. */
export function nested(random: Random): Scenario {
  const play = new Play(random, [true, true]);
  const { requests } = play;
  const asked = (): Fields =>
    random.weighted([
      [3, () => requests.any('call', 'calm')],
      [2, () => requests.any('call', 'wild')],
      [1, () => requests.request([['sleep', 600]])],
      [1, () => requests.request([], { k: 'noreply' })],
      [1, () => requests.request([['call', 's', requests.any('call', 'calm'), 60]])],
    ])();
  const call = (): Fields => {
    const actions = random.times(random.int(1, 2), () =>
      random.weighted([
        [5, () => ['call', 'b', asked(), 250]],
        [1, () => ['call', 'self', requests.any('call', 'calm'), 250]],
        [1, () => ['stop_self', reason(random)]],
      ])(),
    );
    return { op: 'call', by: play.by(), req: requests.request(actions), ...S };
  };
  const choices: Choices = [
    [6, call],
    [1, () => play.start('b')],
    [1, () => play.post({ to: 'b' }, 'calm')],
    [0.5, () => play.end({ to: 'b' })],
  ];
  const ops = random.times(random.int(5, 10), () => random.weighted(choices)());
  return play.scenario('nested', [play.start('s'), play.start('b'), ...ops]);
}

/** A server without callbacks. */
export function bare(random: Random): Scenario {
  const play = new Play(random);
  const raw = (): Fields => {
    return { op: 'raw', by: play.by(), via: random.pick(['info', 'info', 'cast', 'call']), ...S };
  };
  const choices: Choices = [
    [4, raw],
    [2, () => play.sys(S, random.pick(['get_state', 'status', 'statistics_on', 'statistics']))],
    [1, () => play.sys(S, 'replace_state', random.int(1, 9))],
    [1, () => play.monitor(S)],
    [1, () => play.exit(S)],
    [1, () => play.stop(S)],
    [2, () => play.start('s', { bare: true })],
  ];
  const ops = random.times(random.int(6, 14), () => random.weighted(choices)());
  return play.scenario('bare', [play.start('s', { bare: true }), ...ops]);
}
