/** What any tree is asked and made to do, and whatever a theme adds to that. */
import type { Random } from '../random.ts';
import type { Fields, Scenario } from '../scenario.ts';
import { Play } from './play.ts';
import type { Shape } from './specs.ts';

export type Choices = readonly (readonly [number, () => Fields | undefined])[];

/** The requests and the ends that may be in any scenario. */
export function usual(play: Play): Choices {
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

export function talk(
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
