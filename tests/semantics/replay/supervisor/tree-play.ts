import { type AnyPid, isAlive } from '@holdfast/actors';
import { Client } from '../client.ts';
import { type Json, type JsonObject, sorted } from '../json.ts';
import { type Play, steps } from '../play.ts';
import type { Recorder } from '../recorder.ts';
import type { Step } from '../scenario.ts';
import { pidForm, startErrorForm, tuple } from '../values.ts';
import type { World } from '../world.ts';
import { Driver } from './driver.ts';
import type { Family } from './family.ts';
import { type CrashQueued, isRequest, type Operation } from './scenario.ts';
import type { StartUpScripts } from './start-up-scripts.ts';
import { crash } from './worker.ts';

const ROOT = 'root';

/** One supervision tree: an owner that starts it, and a driver that acts upon it. */
export class TreePlay implements Play<Operation> {
  private readonly world: World;
  private readonly recorder: Recorder;
  private readonly scripts: StartUpScripts;
  private readonly family: Family;
  /** Every supervisor that was ever born. */
  private readonly supervisors: readonly AnyPid[];
  private readonly owner: Client;
  private readonly driver: Driver;

  constructor(
    world: World,
    recorder: Recorder,
    scripts: StartUpScripts,
    family: Family,
    supervisors: readonly AnyPid[],
  ) {
    this.world = world;
    this.recorder = recorder;
    this.scripts = scripts;
    this.family = family;
    this.supervisors = supervisors;
    this.owner = new Client(world, recorder, 'owner', true);
    this.driver = new Driver(world, recorder);
  }

  /** Step 0 is the start of the tree. */
  async *play(ops: readonly Operation[]): AsyncGenerator<Step> {
    const r = await this.start();
    await this.settle();
    yield { i: 0, r, ...(await this.observe({})) };
    yield* steps(this, ops, this.world);
  }

  settle(): Promise<void> {
    return this.world.settle();
  }

  async observe(
    { within, unordered = false }: Pick<Operation, 'within' | 'unordered'>,
    took = 0,
  ): Promise<Step> {
    const logged = this.recorder.drainEvents().map(({ label, event }) => ({ p: label, ...event }));
    const ev = unordered || this.family.unordered ? sorted<JsonObject>(logged) : logged;
    const late = within === undefined ? {} : { late: took > within };
    return { ev, down: this.recorder.drainDown(), tree: await this.tree(), ...late };
  }

  private start(): Promise<Json> {
    return this.world.perform(() =>
      this.owner.run(async (owner) => {
        try {
          return tuple('ok', pidForm(await this.family.start(owner), this.recorder));
        } catch (error) {
          return startErrorForm(error, this.recorder);
        }
      }),
    );
  }

  async perform(operation: Operation): Promise<Json> {
    if (isRequest(operation)) {
      const supervisor = this.recorder.current(operation.sup ?? ROOT);
      if (supervisor === undefined) return 'not_running';
      return this.driver.request(this.family.prepare(operation), supervisor);
    }
    switch (operation.op) {
      case 'parent_exit':
        if (!this.owner.alive) return 'not_running';
        await this.world.perform(() => this.owner.quit({ how: 'exit', reason: operation.reason }));
        return 'ok';
      case 'set_init':
        this.scripts.set(operation.id, operation.init);
        return 'ok';
      case 'sleep':
        await this.world.sleep(operation.ms);
        return 'ok';
      case 'crash_queued':
        return this.crashQueued(operation);
      default: {
        const target = this.recorder.living(operation.id);
        return target === undefined ? 'not_running' : this.driver.actUpon(target, operation);
      }
    }
  }

  /** A failed start in the middle of which requests arrive: do they get their turn before the next? */
  private async crashQueued(operation: CrashQueued): Promise<Json> {
    const supervisor = this.recorder.living(operation.sup ?? ROOT);
    const target = this.recorder.living(operation.id);
    if (supervisor === undefined || target === undefined) return 'not_running';
    const gated = operation.gated ?? operation.id;
    this.scripts.set(gated, operation.init);
    const asked = operation.queue.map((request) => this.family.prepare(request));
    const gate = this.scripts.gateOf(gated);
    await this.world.perform(() => {
      crash(target, operation);
      return gate.reached;
    });
    return this.driver.requestWhileHeldUp(asked, supervisor, gate);
  }

  /** Every supervisor that lives, as it shows itself. */
  private async tree(): Promise<JsonObject> {
    const tree: Record<string, Json> = {};
    for (const supervisor of this.supervisors.filter(isAlive)) {
      const [c, n] = await this.world.perform(() =>
        Promise.all([this.family.rows(supervisor), this.family.counts(supervisor)]),
      );
      tree[this.recorder.labelOf(supervisor)] = { c, n };
    }
    return tree;
  }
}
