/** Themes about starts that fail. */
import type { Random } from '../random.ts';
import type { Fields, Json, Scenario } from '../scenario.ts';
import { Play } from './play.ts';
import { talk, usual } from './talk.ts';

export function setInit(made: Play): Fields {
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
export function initfail(random: Random): Scenario {
  return talk(random, 'initfail', { restarts: [2, 5, 9], depth: random.int(1, 2) }, (made) => [
    [6, () => setInit(made)],
    [5, () => ({ op: 'crash', id: made.endable(), ...made.badEnding() })],
    [1, () => made.startChild({ init: made.failures(2) })],
  ]);
}

/** Trees that do not start. */
export function startfail(random: Random): Scenario {
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
