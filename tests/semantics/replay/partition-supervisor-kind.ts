import { exited, isPid, type Parent, type Pid, processName, type Via } from '@holdfast/actors';
import {
  type ChildRow,
  type ChildSpec,
  PartitionSupervisor,
  type PartitionSupervisorProtocol,
} from '@holdfast/supervision';
import { answerOrExit } from './answer.ts';
import { Client } from './client.ts';
import { canonical, type Json, sorted } from './json.ts';
import { type Play, steps } from './play.ts';
import { Recorder } from './recorder.ts';
import { type Scenario, type Step, unknownOperation } from './scenario.ts';
import { ChildSpecs, given } from './supervisor/child-specs.ts';
import { countsForm } from './supervisor/family.ts';
import type { Crash, WorkerSpec } from './supervisor/scenario.ts';
import { StartUpScripts } from './supervisor/start-up-scripts.ts';
import { crash, type WorkerProtocol } from './supervisor/worker.ts';
import type { GivenReason } from './values.ts';
import type { World } from './world.ts';

type Operation =
  | { readonly op: 'route'; readonly key: number }
  | { readonly op: 'route_term'; readonly key: string }
  | { readonly op: 'partitions' | 'which_children' | 'count_children' }
  | ({ readonly op: 'crash'; readonly id: string } & Crash)
  | { readonly op: 'stop'; readonly reason: GivenReason };

interface PartitionScenario extends Scenario {
  readonly partitions: number;
  readonly strategy?: string;
  readonly max_restarts?: number;
  readonly max_seconds?: number;
  readonly worker: Omit<WorkerSpec, 'id'>;
  readonly ops: readonly Operation[];
}

type Protocol = PartitionSupervisorProtocol<WorkerProtocol>;

const NAME = processName<Protocol>('partitions');

export async function* playPartitionSupervisor(
  scenario: Scenario,
  world: World,
): AsyncGenerator<Step> {
  const play = new PartitionPlay(world, scenario as PartitionScenario);
  yield* play.play();
}

class PartitionPlay implements Play<Operation> {
  private readonly world: World;
  private readonly scenario: PartitionScenario;
  private readonly recorder = new Recorder();
  private readonly specs: ChildSpecs;
  private readonly supervisor: Via<Protocol>;

  constructor(world: World, scenario: PartitionScenario) {
    this.world = world;
    this.scenario = scenario;
    this.supervisor = world.system.via(NAME);
    const scripts = new StartUpScripts();
    for (let partition = 0; partition < scenario.partitions; partition += 1) {
      scripts.load(this.workerOf(partition));
    }
    this.specs = new ChildSpecs({ recorder: this.recorder, scripts }, () => undefined);
  }

  async *play(): AsyncGenerator<Step> {
    await this.start();
    await this.settle();
    yield { i: 0, r: 'ok', ...this.observe() };
    yield* steps(this, this.scenario.ops, this.world);
  }

  settle(): Promise<void> {
    return this.world.settle();
  }

  observe(): Step {
    const ev = this.recorder.drainEvents().map(({ label, event }) => ({ p: label, ...event }));
    const alive = this.supervisor.whereis() !== undefined;
    return { ev, down: this.recorder.drainDown(), alive };
  }

  async perform(operation: Operation): Promise<Json> {
    switch (operation.op) {
      case 'route':
        return this.route(operation.key);
      case 'route_term': {
        const [once, again] = [this.route(operation.key), this.route(operation.key)];
        return [canonical(once) === canonical(again), typeof once === 'string'];
      }
      case 'crash': {
        const target = this.recorder.living(operation.id);
        if (target === undefined) return 'not_running';
        crash(target, operation);
        await this.world.perform(() => exited(target));
        return 'ok';
      }
      case 'partitions':
      case 'which_children':
      case 'count_children':
      case 'stop':
        return this.world.perform(() => answerOrExit(this.ask(operation), this.recorder));
      default:
        return unknownOperation(operation);
    }
  }

  private async ask(
    operation: Exclude<Operation, { op: 'route' | 'route_term' | 'crash' }>,
  ): Promise<Json> {
    const { supervisor } = this;
    switch (operation.op) {
      case 'partitions':
        return PartitionSupervisor.partitions(supervisor);
      case 'which_children': {
        const rows = await PartitionSupervisor.whichChildren(supervisor);
        return sorted(rows.map(({ id, pid, type }) => [Number(id), this.labelOf(pid), type]));
      }
      case 'count_children':
        return countsForm(await PartitionSupervisor.countChildren(supervisor));
      case 'stop':
        await PartitionSupervisor.stop(supervisor, operation.reason);
        return 'ok';
    }
  }

  private start(): Promise<Json> {
    const { partitions, strategy, max_restarts, max_seconds } = this.scenario;
    const flags = given({ strategy, maxRestarts: max_restarts, maxSeconds: max_seconds });
    const owner = new Client(this.world, this.recorder, 'owner', true);
    return this.world.perform(() =>
      owner.run(async (self) => {
        await PartitionSupervisor.startLink<WorkerProtocol, readonly [number]>(self, {
          ...flags,
          name: NAME,
          partitions,
          withArguments: (_args, partition) => [partition],
          childSpec: { ...this.specOf(0), args: [0], start: this.startPartition },
        });
        return 'ok';
      }),
    );
  }

  private readonly startPartition = (parent: Parent, partition: number) =>
    this.specOf(partition).start(parent);

  private specOf(partition: number): ChildSpec<Pid<WorkerProtocol>> {
    return this.specs.workerSpec(this.workerOf(partition)) as ChildSpec<Pid<WorkerProtocol>>;
  }

  private workerOf(partition: number): WorkerSpec {
    return { ...this.scenario.worker, id: `w${partition}` };
  }

  private labelOf(pid: ChildRow['pid']): string {
    return isPid(pid) ? this.recorder.labelOf(pid) : pid;
  }

  /** The label of the process that serves a key. */
  private route(key: unknown): Json {
    const pid = PartitionSupervisor.via(this.supervisor, key).whereis();
    return pid === undefined ? { exit: 'noproc' } : this.recorder.labelOf(pid);
  }
}
