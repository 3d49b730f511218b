import {
  type AnyPid,
  exited,
  GenServer,
  isAlive,
  type Pid,
  type Protocol,
  send,
} from '@holdfast/actors';
import { answerOrExit } from '../answer.ts';
import { Client } from '../client.ts';

import { type Json, type JsonObject, sorted } from '../json.ts';
import { type Play, steps } from '../play.ts';
import type { Recorder } from '../recorder.ts';
import { type Step, unknownOperation } from '../scenario.ts';
import { pidForm, startErrorForm, tuple } from '../values.ts';
import type { World } from '../world.ts';
import type { Family } from './family.ts';
import { type CrashQueued, isRequest, type Operation, type Request } from './scenario.ts';
import type { StartUpScripts } from './start-up-scripts.ts';
import { crash, type WorkerProtocol } from './worker.ts';

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
  private readonly driver: Client;

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
    this.driver = new Client(world, recorder, 'driver', false);
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
      return supervisor === undefined ? 'not_running' : this.request(operation, supervisor);
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
        return target === undefined ? 'not_running' : this.actUpon(target, operation);
      }
    }
  }

  private async actUpon(
    target: AnyPid,
    operation: Extract<Operation, { op: 'crash' | 'exit' | 'stop' | 'info' }>,
  ): Promise<Json> {
    switch (operation.op) {
      case 'crash':
        await this.world.perform(() => {
          crash(target, operation);
          return exited(target);
        });
        return 'ok';
      case 'exit':
        await this.drive((driver) => {
          driver.exit(target, operation.reason);
          return true;
        });
        await this.world.settle();
        return isAlive(target) ? 'alive' : 'dead';
      case 'stop':
        return this.drive(async () => {
          await GenServer.stop(target as Pid<Protocol>, operation.reason);
          return 'ok';
        });
      case 'info':
        send(target as Pid<WorkerProtocol>, { type: 'unexpected' });
        return 'ok';
      default:
        return unknownOperation(operation);
    }
  }

  private request(request: Request, supervisor: AnyPid): Promise<Json> {
    const ask = this.family.prepare(request);
    return this.drive(({ self }) => ask(supervisor, self));
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
    return this.world.perform(() => {
      const answers = asked.map((ask) =>
        answerOrExit(ask(supervisor, this.driver.pid), this.recorder),
      );
      gate.open();
      return Promise.all(answers);
    });
  }

  /** Has the driver do something, and waits for it. */
  private drive(run: Parameters<Client['run']>[0]): Promise<Json> {
    return this.world.perform(() =>
      this.driver.run((driver) => {
        const answer = run(driver);
        return answer instanceof Promise ? answerOrExit(answer, this.recorder) : answer;
      }),
    );
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
