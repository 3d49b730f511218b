/** Scenarios of kind `supervisor`. */
import type { Random } from '../random.ts';
import { type Fields, reason, type Scenario, type Themes } from '../scenario.ts';
import { initfail, setInit, startfail } from './failing.ts';
import { badflags, badspec, queued } from './oddities.ts';
import { Play } from './play.ts';
import { type Choices, talk, usual } from './talk.ts';

function mix(random: Random): Scenario {
  return talk(random, 'mix', {}, () => []);
}

function intensity(random: Random): Scenario {
  return talk(random, 'intensity', { restarts: [0, 1, 2, 3], depth: 2 }, (made) => [
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

/** Children that take their time to stop, or stop in odd ways. */
function shutdown(random: Random): Scenario {
  const made = new Play(random, { stopsOddly: true, depth: random.int(1, 2) });
  const terminate = (): Fields => ({ op: 'terminate_child', ...made.child(), within: 2500 });
  const choices: Choices = [...usual(made), [4, terminate]];
  const ops = random.times(random.int(4, 9), () => random.weighted(choices)());
  return made.scenario('shutdown', [...ops, made.finale()]);
}

function nested(random: Random): Scenario {
  return talk(random, 'nested', { depth: 3, restarts: [1, 2, 5] }, (made) => [
    [2, () => made.exitOfSupervisor()],
    [2, () => made.stop(made.supervisor())],
    [4, () => made.crash()],
  ]);
}

/** Supervisors that stop when significant children end. */
function auto(random: Random): Scenario {
  return talk(random, 'auto', { auto: true, depth: random.int(1, 2) }, (made) => [
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
  return talk(random, 'signals', { depth: random.int(1, 2) }, (made) => [
    [6, () => made.exit()],
    [4, () => made.exitOfSupervisor()],
    [2, () => ({ op: 'info', id: random.chance(0.5) ? made.worker() : made.supervisor() })],
    [0.5, () => made.parentExit()],
  ]);
}

/** Everything at once. */
function everything(random: Random): Scenario {
  const shape = { depth: 3, auto: true, stopsOddly: random.chance(0.4), restarts: [0, 1, 2, 5, 9] };
  return talk(random, 'everything', shape, (made) => [
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
