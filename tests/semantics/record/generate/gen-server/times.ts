/** Themes about time: calls that give up, time-outs between messages. */
import type { Random } from '../random.ts';
import { type Fields, type Json, reason, type Scenario, signal } from '../scenario.ts';
import { Play, SHORT_MS } from './play.ts';

type Ops = readonly (Fields | undefined)[];

const S = { to: 's' };

/** Calls that give up, and answers that come too late. */
export function timeout(random: Random): Scenario {
  const play = new Play(random, [true, random.chance(0.5)], 'all but hibernate');
  const { requests } = play;
  const call = (req: Fields, ms: Json): Fields => {
    return { op: 'call', by: play.by(), req, timeout: ms, ...S };
  };
  const slow = (): Ops => [
    call(
      requests.request(
        [
          ['sleep', 500],
          ['add', 1],
        ],
        { k: 'reply_state' },
      ),
      SHORT_MS,
    ),
    call(requests.request([], { k: 'reply_state' }), random.pick<Json>([3000, 'infinity'])),
  ];
  const late = (): Ops => [
    call(requests.request([['save_from', 'k']], { k: 'noreply' }), random.pick([0, SHORT_MS])),
    { op: 'cast', by: play.by(), req: requests.request([['reply', 'k', 'late']]), ...S },
    { ...play.call(S, 'calm'), peek: true },
  ];
  // The caller needs time to take the first answer: the second one finds nobody.
  const twice = (): Ops => [
    call(
      requests.request(
        [
          ['reply', 'self', 'early'],
          ['sleep', 80],
        ],
        { k: 'reply', v: 'late' },
      ),
      2000,
    ),
    { ...play.call(S, 'calm'), peek: true },
  ];
  const dies = (): Ops => [
    call(requests.request([['sleep', 500]], { k: 'stop', reason: reason(random) }), SHORT_MS),
    play.call(S, 'calm'),
    play.start('s'),
  ];
  const asleep = (): Ops => [
    { op: 'sys', by: play.by(), cmd: 'suspend', ...S },
    call(requests.any('call', 'calm'), SHORT_MS),
    play.post(S, 'calm'),
    { op: 'sys', by: play.by(), cmd: random.pick(['resume', 'resume', 'get_state']), ...S },
    { op: 'sys', by: play.by(), cmd: 'resume', ...S },
  ];
  const rounds = random.times(random.int(2, 4), () =>
    random.pick([slow, late, twice, dies, asleep])(),
  );
  return play.scenario('timeout', [play.start('s'), ...rounds.flat()]);
}

/** Time-outs between messages, and what forgets or renews them. */
export function next(random: Random): Scenario {
  const play = new Play(random, [true, true]);
  const { requests } = play;
  const sleep = (ms: number): Fields => ({ op: 'sleep', ms });
  const armed = (ms: number): Fields => {
    const op = random.pick(['call', 'cast', 'info'] as const);
    const ret = { k: op === 'call' ? 'reply_state' : 'noreply', next: { timeout: ms } };
    return { op, by: play.by(), req: requests.request([], ret), ...S };
  };
  const disturbance = (): Fields =>
    random.weighted([
      [2, () => play.sys(S, random.pick(['get_state', 'status', 'statistics_on']))],
      [1, () => play.sys(S, 'replace_state', 3)],
      [2, () => play.post(S, 'calm')],
      [1, () => armed(random.pick([90_000, 0]))],
      [2, () => play.exit(S, 'normal')],
      [1, () => play.monitor(S)],
    ])();
  const over = (): Ops => [armed(300), sleep(700)];
  const disturbed = (): Ops => [armed(600), sleep(300), disturbance(), sleep(400), sleep(600)];
  const suspended = (): Ops => [
    armed(300),
    play.sys(S, 'suspend'),
    sleep(700),
    play.sys(S, 'resume'),
    sleep(700),
  ];
  const begun = {
    init: { ret: { k: 'ok', next: random.pick<Json>([{ timeout: 300 }, 'hibernate']) } },
  };
  const rounds = random.times(random.int(1, 2), () =>
    random.weighted([
      [1, over],
      [4, disturbed],
      [1, suspended],
    ])(),
  );
  const calm = random.times(random.int(1, 3), () => play.post(S, 'calm'));
  return play.scenario('next', [
    random.chance(0.3) ? play.start('s', begun) : play.start('s'),
    ...rounds.flat(),
    ...calm,
    random.chance(0.5) ? play.exit(S, signal(random)) : play.stop(S),
  ]);
}
