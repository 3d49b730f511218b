/** Scenarios of kind `supervisor`. */
import type { Random } from '../random.ts';
import { type Fields, type Json, reason, type Scenario, type Themes } from '../scenario.ts';
import { badflags, badspec, queued } from './oddities.ts';
import { Play } from './play.ts';
import type { Shape } from './specs.ts';

type Choices = readonly (readonly [number, () => Fields | undefined])[];

/** The requests and the ends that may be in any scenario. */
function usual(play: Play): Choices {
  return [
    [5, () => play.crash()],
    [2, () => play.exit()],
    [2, () => play.stop()],
    [2, () => play.startChild()],
    [5, () => play.childRequest()],
    [2, () => play.question()],
    [0.5, () => ({ op: 'info', id: play.supervisor() })],
  ];
}

function play(
  random: Random,
  theme: string,
  shape: Shape,
  more: (play: Play) => Choices,
): Scenario {
  const made = new Play(random, shape);
  const choices = [...usual(made), ...more(made)];
  const ops = random.times(random.int(6, 14), () => random.weighted(choices)());
  return made.scenario(theme, [...ops, made.finale()]);
}

function mix(random: Random): Scenario {
  return play(random, 'mix', {}, () => []);
}

function intensity(random: Random): Scenario {
  return play(random, 'intensity', { restarts: [0, 1, 2, 3], depth: 2 }, (made) => [
    [8, () => made.crash()],
  ]);
}

/** Restarts that are long past do not count. */
function window(random: Random): Scenario {
  const made = new Play(random, { restarts: [0, 1, 2], seconds: 1 });
  const crashes = (): Fields[] => random.times(random.int(1, 3), () => made.crash());
  const sleep = { op: 'sleep', ms: 2300 };
  return made.scenario('window', [...crashes(), sleep, ...crashes(), made.question()]);
}

function setInit(made: Play): Fields {
  if (made.random.chance(0.2)) {
    return { op: 'set_init', id: made.supervisor(), init: [made.failureOfSupervisor()] };
  }
  const id = made.worker();
  const init: Json[] = made.random.chance(0.15)
    ? [...made.failures(1), { forever: made.failure() }]
    : made.failures(3);
  return { op: 'set_init', id, init };
}

/** Restarts that fail. */
function initfail(random: Random): Scenario {
  return play(random, 'initfail', { restarts: [2, 5, 9], depth: random.int(1, 2) }, (made) => [
    [6, () => setInit(made)],
    [5, () => ({ op: 'crash', id: made.endable(), ...made.badEnding() })],
    [1, () => made.startChild({ init: made.failures(2) })],
  ]);
}

/** Trees that do not start. */
function startfail(random: Random): Scenario {
  const made = new Play(random, { depth: random.int(1, 2) });
  const oddly = (): Fields =>
    random.weighted<Fields>([
      [6, { init: made.failures(1) }],
      [1, { returns: 'ignore' }],
      [1, { returns: { error: 'refused' } }],
      [1, { returns: 'what' }],
    ]);
  const fail = (node: Fields, probability: number): Fields => {
    const below = node['children'];
    if (Array.isArray(below)) {
      return { ...node, children: below.map((child) => fail(child as Fields, probability)) };
    }
    return random.chance(probability) ? { ...node, ...oddly() } : node;
  };
  const tree = { ...fail(made.tree, 0.3), id: 'root' };
  const ops = random.times(random.int(1, 4), () => random.weighted(usual(made))());
  return made.scenario('startfail', [...ops, made.finale()], tree);
}

/** Children that take their time to stop, or stop in odd ways. */
function shutdown(random: Random): Scenario {
  const made = new Play(random, { stopsOddly: true, depth: random.int(1, 2) });
  const terminate = (): Fields => ({ op: 'terminate_child', ...made.child(), within: 2500 });
  const choices: Choices = [...usual(made), [4, terminate]];
  const ops = random.times(random.int(4, 9), () => random.weighted(choices)());
  return made.scenario('shutdown', [...ops, made.finale()]);
}

function nested(random: Random): Scenario {
  return play(random, 'nested', { depth: 3, restarts: [1, 2, 5] }, (made) => [
    [2, () => made.exitOfSupervisor()],
    [2, () => made.stop(made.supervisor())],
    [4, () => made.crash()],
  ]);
}

/** Supervisors that stop when significant children end. */
function auto(random: Random): Scenario {
  return play(random, 'auto', { auto: true, depth: random.int(1, 2) }, (made) => [
    [5, () => ({ op: 'crash', id: made.endable(), reason: reason(random) })],
    [
      1,
      () =>
        made.startChild({
          significant: true,
          restart: random.pick(['transient', 'temporary', 'permanent']),
        }),
    ],
  ]);
}

function signals(random: Random): Scenario {
  return play(random, 'signals', { depth: random.int(1, 2) }, (made) => [
    [6, () => made.exit()],
    [4, () => made.exitOfSupervisor()],
    [2, () => ({ op: 'info', id: random.chance(0.5) ? made.worker() : made.supervisor() })],
    [0.5, () => made.parentExit()],
  ]);
}

/** Everything at once. */
function everything(random: Random): Scenario {
  const shape = { depth: 3, auto: true, stopsOddly: random.chance(0.4), restarts: [0, 1, 2, 5, 9] };
  return play(random, 'everything', shape, (made) => [
    [4, () => setInit(made)],
    [4, () => ({ op: 'crash', id: made.endable(), ...made.badEnding() })],
    [4, () => made.crash()],
    [2, () => made.exitOfSupervisor()],
    [2, () => made.stop(made.supervisor())],
    [1, () => made.startChild({ init: made.failures(2) })],
    [1, () => made.startChild({ significant: true, restart: 'transient' })],
    [0.3, () => made.parentExit()],
  ]);
}

export const supervisorThemes: Themes = {
  mix,
  intensity,
  window,
  initfail,
  startfail,
  shutdown,
  nested,
  auto,
  signals,
  queued,
  badspec,
  badflags,
  everything,
};
