/** Themes about time and about answers that come later, or never. */
import type { Random } from '../random.ts';
import { type Fields, type Json, reason, type Scenario, signal } from '../scenario.ts';
import { Play, SHORT_MS } from './play.ts';

type Ops = readonly (Fields | undefined)[];

const S = { to: 's' };
const KILL = { op: 'exit', by: 'c1', reason: 'kill', ...S };

/** Calls that are pending when the server ends. */
export function callexit(random: Random): Scenario {
  const play = new Play(random, [random.chance(0.5), true, random.chance(0.5)]);
  const { requests } = play;
  const start = (): Fields => ({ ...play.start('s', { link: false }), by: 'c2' });
  const pending = (req: Fields): Fields => {
    return { op: 'call_async', by: 'c3', req, timeout: random.pick(['infinity', 20_000]), ...S };
  };
  const others = (op: Fields): Fields => ({ ...op, by: 'c2' });
  const after = (): Ops => [
    KILL,
    { op: 'await', by: 'c3' },
    random.chance(0.4) ? others(play.call(S, 'calm')) : undefined,
  ];
  const deferred = (): Ops => [
    start(),
    random.chance(0.5) ? others(play.monitor(S)) : undefined,
    pending(requests.request([['save_from', 'k']], { k: 'noreply' })),
    random.chance(0.3) ? { op: 'call', by: 'c3', req: requests.request([]), ...S } : undefined,
    others(random.chance(0.7) ? play.end(S) : play.call(S, 'wild')),
    ...after(),
  ];
  const busy = (): Ops => [
    start(),
    pending(requests.request([['sleep', 5000]])),
    random.chance(0.5) ? others(play.monitor(S)) : undefined,
    { ...others(play.exit(S)), reason: random.pick<Json>(['kill', 'boom', 'normal']) },
    ...after(),
  ];
  const suspended = (): Ops => [
    start(),
    others(play.sys(S, 'suspend')),
    pending(
      requests.request(
        [
          ['add', 1],
          ['send_self', 'a'],
        ],
        { k: 'reply_state' },
      ),
    ),
    others(random.chance(0.5) ? play.end(S) : play.sys(S, 'resume')),
    ...after(),
  ];
  const rounds = random.times(random.int(2, 4), () =>
    random.weighted([
      [4, deferred],
      [1, busy],
      [1, suspended],
    ])(),
  );
  return play.scenario('callexit', rounds.flat());
}

/** Answers that are given later, by others, twice, or to somebody who has gone. */
export function deferred(random: Random): Scenario {
  const play = new Play(random, [true, random.chance(0.5), random.chance(0.5)]);
  const { requests } = play;
  const callers = random.some(['c2', 'c3'], 0.8);
  const saved = callers.map((by, index) => ({
    op: 'call_async',
    by,
    req: requests.request(
      [
        ['add', 1],
        ['save_from', `k${index}`],
      ],
      { k: 'noreply' },
    ),
    // With a limit: on OTP second answers to a call without one reach the caller's mailbox.
    timeout: 20_000,
    ...S,
  }));
  const answer = (): Fields | undefined => {
    if (callers.length === 0) return undefined;
    const key = `k${random.int(0, callers.length - 1)}`;
    const how = random.pick(['reply', 'reply_from_other']);
    const req = requests.request([[how, key, random.pick(['one', 'two', 3])]]);
    return { op: random.pick(['cast', 'info']), by: 'c1', req, ...S };
  };
  const early = (): Fields => {
    const req = requests.request([['reply', 'self', 'early']], { k: 'noreply' });
    return { op: 'call', by: 'c1', req, peek: true, ...S };
  };
  const gone = random.chance(0.3) ? play.quit(random.pick(['c2', 'c3'])) : undefined;
  const talk = random.times(random.int(2, 5), () => (random.chance(0.7) ? answer() : early()));
  const ended = callers.map((by) => ({ op: 'await', by }));
  const start = { ...play.start('s', { link: false }), by: 'c1' };
  const end = random.chance(0.5) ? KILL : { op: 'stop', by: 'c1', ...S, reason: reason(random) };
  return play.scenario('deferred', [start, ...saved, answer(), gone, ...talk, end, ...ended]);
}

/** Calls that give up, and answers that come too late. */
export function timeout(random: Random): Scenario {
  const play = new Play(random, [true, random.chance(0.5)], 'timeouts');
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
      [2, () => play.post(S, 'calm')],
      [1, () => armed(random.pick([90_000, 0]))],
      [2, () => play.exit(S, 'normal')],
      [1, () => play.monitor(S)],
    ])();
  const over = (): Ops => [armed(300), sleep(700)];
  const disturbed = (): Ops => [armed(600), sleep(300), disturbance(), sleep(400), sleep(600)];
  // Whether system messages renew a time-out is open; that it fires in the end is not.
  const asked = (): Ops => [
    armed(600),
    sleep(300),
    play.sys(S, random.pick(['get_state', 'status', 'statistics_on'])),
    sleep(1200),
  ];
  const suspended = (): Ops => [
    armed(300),
    play.sys(S, 'suspend'),
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
      [1, asked],
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
