import type { AnyPid } from '@holdfast/actors';
import { Recorder } from '../recorder.ts';
import type { Scenario, Step } from '../scenario.ts';
import type { World } from '../world.ts';
import { ChildSpecs } from './child-specs.ts';
import { DynamicFamily } from './dynamic-family.ts';
import type { DynamicSpec, TreeScenario } from './scenario.ts';
import { StartUpScripts } from './start-up-scripts.ts';
import { TreePlay } from './tree-play.ts';

export async function* playDynamicSupervisor(
  scenario: Scenario,
  world: World,
): AsyncGenerator<Step> {
  const { tree, ops } = scenario as TreeScenario<DynamicSpec>;
  const recorder = new Recorder();
  const scripts = new StartUpScripts();
  const supervisors: AnyPid[] = [];
  const born = (id: string, supervisor: AnyPid): void => {
    recorder.born(id, supervisor);
    recorder.event(supervisor, { e: 'init' });
    supervisors.push(supervisor);
  };
  const specs = new ChildSpecs({ recorder, scripts }, ({ id }, { self }) => born(id, self));
  const family = new DynamicFamily(tree, specs, scripts, recorder, (root) => born(tree.id, root));
  yield* new TreePlay(world, recorder, scripts, family, supervisors).play(ops);
}
