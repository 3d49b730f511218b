import type { Random } from '../random.ts';
import type { Fields, Scenario } from '../scenario.ts';
import { Timers } from '../timers.ts';
import { Play } from './play.ts';

const S = { to: 's' };

/** Messages that a server sends itself later, and takes back. */
export function timers(random: Random): Scenario {
  const play = new Play(random, [true, true]);
  const clock = new Timers(random);
  const asked = (action: readonly (string | number)[]): Fields => {
    const req = play.requests.request([action]);
    return { op: random.pick(['call', 'cast', 'info']), by: play.by(), req, ...S };
  };
  const begin = (): Fields => {
    const { ref, ms } = clock.start();
    return asked(['send_after', ms, `tick ${ref}`]);
  };
  const choices: readonly (readonly [number, () => Fields | undefined])[] = [
    [6, begin],
    [4, () => asked(['cancel_timer', `tick ${clock.some()}`])],
    [3, () => clock.sleep()],
    [1, () => play.sys(S, random.pick(['suspend', 'resume', 'resume', 'get_state']))],
    [0.4, () => play.end(S)],
    [0.4, () => play.start('s')],
  ];
  const ops = random.times(random.int(8, 16), () => random.weighted(choices)());
  const calls = ops.map((op) => (op?.['op'] === 'call' ? { ...op, timeout: 60 } : op));
  return play.scenario('timers', [play.start('s'), ...calls, play.sys(S, 'resume')]);
}
