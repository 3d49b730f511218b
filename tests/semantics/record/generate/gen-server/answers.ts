/** Themes about answers that come later, or never. */
import type { Random } from '../random.ts';
import { type Fields, type Json, reason, type Scenario } from '../scenario.ts';
import { Play } from './play.ts';

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
