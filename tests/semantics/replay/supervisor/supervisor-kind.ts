import type { AnyPid } from '@holdfast/actors';
import { Recorder } from '../recorder.ts';
import type { Scenario, Step } from '../scenario.ts';
import type { World } from '../world.ts';
import { ChildSpecs } from './child-specs.ts';
import { OrderedFamily } from './ordered-family.ts';
import type { SupervisorSpec, TreeScenario } from './scenario.ts';
import { StartUpScripts } from './start-up-scripts.ts';
import { TreePlay } from './tree-play.ts';

export async function* playSupervisor(scenario: Scenario, world: World): AsyncGenerator<Step> {
  const { tree, ops } = scenario as TreeScenario<SupervisorSpec>;
  const recorder = new Recorder();
  const scripts = new StartUpScripts();
  scripts.load(tree);
  const supervisors: AnyPid[] = [];
  const specs = new ChildSpecs({ recorder, scripts }, ({ id }, { self }) => {
    recorder.born(id, self);
    recorder.event(self, { e: 'init' });
    supervisors.push(self);
  });
  const family = new OrderedFamily(tree, specs, scripts, recorder);
  yield* new TreePlay(world, recorder, scripts, family, supervisors).play(ops);
}
