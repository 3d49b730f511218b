/** Themes about the beginning, the end and the name of a server, and about its system messages. */
import type { Random } from '../random.ts';
import { type Fields, type Json, reason, type Scenario } from '../scenario.ts';
import { Play, SHORT_MS } from './play.ts';

type Choices = readonly (readonly [number, () => Fields | undefined])[];

const S = { to: 's' };

/**
 * Every way to start, under a name. A start that fails is never linked: what the starter finds in
 * its mailbox afterwards is not the same in all versions of OTP.
 */
export function init(random: Random): Scenario {
  const play = new Play(random, [true, true]);
  const { requests } = play;
  const begin = (): Fields =>
    random.weighted<Fields>([
      [2, { link: random.chance(0.5) }],
      [2, { init: { do: [['sleep', 50]], ret: { k: 'ok', next: requests.next() } } }],
      [
        1,
        {
          init: {
            do: [
              ['cast_self', 'a'],
              ['send_self', 'b'],
              ['add', 3],
            ],
          },
        },
      ],
      [1, { init: { ret: { k: 'ignore' } } }],
      [1, { init: { ret: { k: 'stop', reason: reason(random) } } }],
      [1, { init: { ret: { k: 'bad', v: 'weird' } } }],
      [1, { init: { do: [['raise', 'in init']] } }],
      [1, { init: { do: [['exit', reason(random)]] } }],
      [1, { init: { do: [['sleep', 3000]] }, init_timeout: SHORT_MS }],
    ]);
  const round = (): (Fields | undefined)[] => [
    play.start('s', { link: false, ...(random.chance(0.7) && { name: 'n' }), ...begin() }),
    random.chance(0.5) ? { op: 'whereis', to_name: 'n' } : play.sys(S, 'get_state'),
    random.chance(0.5) ? play.post(S, 'wild') : play.call({ to_name: 'n' }, 'calm'),
    random.chance(0.5) ? play.stop({ to_name: 'n' }) : undefined,
  ];
  return play.scenario('init', random.times(random.int(3, 6), round).flat());
}

/** Every way to end, with every way to be told of it. */
export function term(random: Random): Scenario {
  const play = new Play(random, [true, true]);
  const last = (): Json =>
    random.weighted<Json>([
      [2, null],
      [1, ['sleep', 50]],
      [1, ['raise', 'in terminate']],
      [1, ['exit', reason(random)]],
      [1, ['tell', 'c2', 'from terminate', 80]],
    ]);
  const slowStop = (): (Fields | undefined)[] => [
    play.start('s', { terminate: ['sleep', 600] }),
    { op: 'stop', by: 'c1', timeout: SHORT_MS, ...S },
  ];
  const round = (): (Fields | undefined)[] => {
    const terminate = last();
    return [
      play.start('s', terminate === null ? {} : { terminate }),
      random.chance(0.6) ? play.monitor(S) : undefined,
      random.chance(0.7) ? play.end(S) : play.call(S, 'wild'),
      random.chance(0.3) ? play.post(S, 'wild') : undefined,
      random.chance(0.5) ? play.exit(S, 'kill') : undefined,
    ];
  };
  const rounds = random.times(random.int(3, 5), () => (random.chance(0.1) ? slowStop() : round()));
  return play.scenario('term', rounds.flat());
}

/** Names that are taken, free and taken again. */
export function names(random: Random): Scenario {
  const play = new Play(random, [true, true, false]);
  const named = (): Fields => ({ to_name: random.pick(['n1', 'n1', 'n2', 'unknown']) });
  const multi = (op: string): Fields => {
    const req = play.requests.any(op === 'abcast' ? 'cast' : 'call', 'calm');
    return { op, by: play.by(), req, ...named(), ...(op === 'multi_call' && { timeout: 2000 }) };
  };
  const servers = ['s', 's2', 's3'];
  const start = (): Fields =>
    play.start(random.pick(servers), { name: random.pick(['n1', 'n2']), link: false });
  const choices: Choices = [
    [4, start],
    [4, () => play.call(named(), 'wild')],
    [2, () => ({ op: 'cast', by: play.by(), req: play.requests.any('cast', 'wild'), ...named() })],
    [2, () => multi('multi_call')],
    [2, () => multi('abcast')],
    [2, () => play.stop(named())],
    [2, () => play.sys(named(), random.pick(['get_state', 'status']))],
    [2, () => ({ op: 'whereis', ...named() })],
    [1, () => play.exit({ to: random.pick(servers) })],
  ];
  const ops = random.times(random.int(8, 18), () => random.weighted(choices)());
  return play.scenario('names', [start(), ...ops]);
}

/** System messages, also while the server is suspended. */
export function sys(random: Random): Scenario {
  // On OTP a server that hibernates and is suspended is never at rest while a message waits.
  const play = new Play(random, undefined, 'all but hibernate');
  const asked = (): Fields => ({ ...play.call(S, 'calm'), timeout: SHORT_MS });
  const commands: readonly (readonly [number, string])[] = [
    [3, 'get_state'],
    [1, 'replace_state_raise'],
    [3, 'suspend'],
    [3, 'resume'],
    [2, 'status'],
    [2, 'statistics_on'],
    [1, 'statistics_off'],
    [2, 'statistics'],
    [1, 'log_off'],
    [3, 'log'],
  ];
  const choices: Choices = [
    [14, () => play.sys(S, random.weighted(commands))],
    [2, () => play.sys(S, 'replace_state', random.int(50, 90))],
    [2, () => play.sys(S, 'log_on', random.pick([2, 3, 5]))],
    [1, () => play.sys(S, 'log_on')],
    [4, asked],
    [6, () => play.post(S, 'calm')],
    [0.5, () => play.post(S, 'wild')],
    [1, () => play.exit(S, random.pick(['normal', 'boom']))],
    [0.3, () => play.end(S)],
    [0.3, () => play.start('s')],
    [0.3, () => play.quit()],
  ];
  const ops = random.times(random.int(15, 30), () => random.weighted(choices)());
  return play.scenario('sys', [play.start('s'), ...ops, play.end(S), play.sys(S, 'status')]);
}
