/**
 * The second layer: a real supervised worker, its mailbox, timers and callers, under a clock moved by
 * hand. Choices, weathers and disk are those of the simulated world.
 */
import {
  ActorSystem,
  exit,
  type ForceResult,
  type Isolation,
  PersistenceWorker,
  type PersistenceWorkerRef,
  type PersistenceWorkerSpec,
  type Priority,
  silentLogger,
} from '@holdfast/actors';
import type { FencePort, StoreId } from '@holdfast/actors/ports';
import { ManualClock, settle } from '@holdfast/actors/testing';
import { DynamicSupervisor } from '@holdfast/supervision';
import type { Choice, ChoiceKind } from '../history/history.ts';
import { uphold } from '../laws/laws.ts';
import { Random } from '../random.ts';
import { Disk } from '../world/disk.ts';
import { PATCHES, settingsOf } from '../world/settings.ts';
import { fateOf, WEATHERS } from '../world/weather.ts';
import { STORES } from '../world/world.ts';

type ChildOf = Omit<PersistenceWorkerSpec, 'worker'>;

const PRIORITIES: readonly Priority[] = ['critical', 'high', 'normal', 'normal', 'low'];

/** Poisoned stores and snapshots are the first layer's. */
const CALM = 0;
const ROTTEN = WEATHERS.flatMap(({ name }, index) => (name.includes('rot') ? [index] : []));

export class RealRun {
  readonly clock: ManualClock = new ManualClock();
  readonly worker: PersistenceWorkerRef;
  private readonly system: ActorSystem;
  private readonly disk = new Disk();
  private readonly random: Random;
  private readonly held: Isolation[] = [];
  private weather = CALM;
  private written = 0;
  private fences = 0;
  private waiting = 0;
  private broken: unknown;

  static async start(seed: number): Promise<RealRun> {
    const run = new RealRun(seed);
    const supervisor = await DynamicSupervisor.start(run.system, { maxRestarts: 1_000_000 });
    const started = await DynamicSupervisor.startChild(supervisor, childOf(run.spec));
    if (!started.ok) throw new Error('the worker did not start');
    await settle();
    return run;
  }

  private readonly spec: ReturnType<typeof PersistenceWorker.childSpec>;

  private constructor(seed: number) {
    this.random = new Random(seed ^ 0x1f123bb5);
    const { random, clock } = this;
    this.system = new ActorSystem({ clock, random: random.next, logger: silentLogger });
    const store: FencePort = { fence: (id, { signal }) => this.fence(id, signal) };
    const { layers } = settingsOf(seed);
    const options = { storeId: 'own', store, environment: {}, ...layers.worker };
    this.spec = PersistenceWorker.childSpec(options as never);
    this.worker = this.spec.worker;
  }

  async take({ kind, a, b }: Choice): Promise<void> {
    const act = this.meanings[kind];
    if (act !== undefined) await act(a, b);
    if (this.broken !== undefined) throw this.broken as Error;
  }

  /** Faults off: everything becomes durable, everybody is answered, and no timer is left. */
  async calmDown(): Promise<void> {
    this.weather = CALM;
    for (const isolation of this.held.splice(0)) isolation.release();
    await this.configure({ persistenceEnabled: true });
    for (let turn = 0; turn < 400 && !this.isQuiet; turn += 1) {
      await this.clock.advance(this.clock.untilNextTimer ?? 0);
    }
    if (this.broken !== undefined) throw this.broken as Error;
    const left = PersistenceWorker.unfenced(this.worker).join();
    uphold(22, left === '', () => `not durable in the end: ${left}`);
    uphold(20, this.waiting === 0, () => `${this.waiting} callers still wait`);
    const closed = this.system.close();
    // What is out comes back, or its time is over.
    await this.clock.advance(30_000);
    await closed;
    uphold(20, this.clock.pendingTimers === 0, () => `${this.clock.pendingTimers} timers are left`);
  }

  private get isQuiet(): boolean {
    const left = PersistenceWorker.unfenced(this.worker).length;
    return left === 0 && this.waiting === 0;
  }

  private readonly meanings: Partial<
    Record<ChoiceKind, (a: number, b: number) => void | Promise<void>>
  > = {
    request: (a, b) => this.request(STORES[a % STORES.length] as StoreId, b),
    burst: (_a, b) => {
      for (const id of STORES) this.request(id, b);
    },
    time: async () => {
      const next = this.clock.untilNextTimer;
      await (next === undefined ? settle() : this.clock.advance(Math.min(next, 5_000)));
    },
    handle: () => settle(),
    stall: (a) => this.clock.advance(1 + (a % 400)),
    force: (a, b) => this.force(a % 2 === 0 ? 'fail' : 'wait', 10 + (b % 2_000), a % 7 === 0),
    weather: (a) => {
      const weather = a % WEATHERS.length;
      this.weather = ROTTEN.includes(weather) ? CALM : weather;
    },
    crash: async () => {
      const { pid } = this.worker;
      if (pid !== undefined) exit(pid, 'kill');
      await settle();
    },
    reset: () => void PersistenceWorker.resetCircuitBreaker(this.worker).catch(() => undefined),
    configure: (a) => this.configure(PATCHES[a % PATCHES.length] ?? {}),
    isolate: () => void this.held.push(PersistenceWorker.isolate(this.worker)),
    release: () => this.held.pop()?.release(),
  };

  private async configure(patch: (typeof PATCHES)[number]): Promise<void> {
    const changed = PersistenceWorker.configure(this.worker, patch).catch(() => undefined);
    await settle();
    await changed;
  }

  private request(id: StoreId, urgency: number): void {
    this.written += 1;
    const event = this.written;
    this.disk.write(id, event);
    const priority = PRIORITIES[urgency % PRIORITIES.length] as Priority;
    const request = PersistenceWorker.requestPersistence(this.worker, id, { priority });
    if (!request.accepted) return;
    void request.durable.then(() => {
      this.hold(2, this.disk.durable(id) >= event, () => `${id} is durable, event ${event} is not`);
    });
  }

  private force(whenOpen: 'fail' | 'wait', timeout: number, leaves: boolean): void {
    const asked = STORES.map((id) => [id, this.disk.mark(id)] as const).filter(([id]) =>
      PersistenceWorker.unfenced(this.worker).includes(id),
    );
    const deadline = this.clock.now() + timeout;
    const controller = new AbortController();
    const { signal } = controller;
    let heard = 0;
    this.waiting += 1;
    const told = (): void => {
      heard += 1;
      this.waiting -= 1;
      this.hold(13, heard === 1, () => 'a caller is answered twice');
      this.hold(13, this.clock.now() <= deadline, () => 'an answer after the deadline');
    };
    void PersistenceWorker.forcePersistence(this.worker, { whenOpen, timeout, signal }).then(
      (result: ForceResult) => {
        told();
        if (!result.ok) return;
        for (const [id, event] of asked) {
          this.hold(13, this.disk.durable(id) >= event, () => `ok, but ${id} is not durable`);
        }
      },
      told,
    );
    if (leaves) controller.abort(new Error('enough'));
  }

  /** Comes back by the clock of the run, as the weather has it. */
  private fence(id: StoreId, signal: AbortSignal): Promise<void> {
    this.fences += 1;
    const weather = WEATHERS[this.weather] as (typeof WEATHERS)[number];
    const fate = fateOf(weather, id, 50, this.random);
    const mark = this.disk.mark(id);
    const { outcome } = fate;
    if (outcome === undefined) return new Promise(() => signal);
    return new Promise((resolve, reject) => {
      this.clock.setTimer(fate.afterMs, () => {
        if (fate.syncs) this.disk.sync(id, mark);
        if (outcome.kind === 'fenced') resolve();
        else reject(errorOf(outcome));
      });
    });
  }

  private hold(law: 2 | 13, holds: boolean, detail: () => string): void {
    try {
      uphold(law, holds, detail);
    } catch (error) {
      this.broken ??= error;
    }
  }
}

/** What a supervisor takes: all of it but the handle of the worker. */
function childOf({ id, start, restart, shutdown, type }: PersistenceWorkerSpec): ChildOf {
  return { id, start, restart, shutdown, type };
}

function errorOf(outcome: { readonly kind: string; readonly class?: string }): Error {
  if (outcome.kind === 'cancelled') return new DOMException('withdrawn', 'AbortError');
  return Object.assign(new Error(outcome.class), { failureClass: outcome.class, ...outcome });
}
