/**
 * Stores in a child process whose system calls are recorded, so that the power can be cut
 * under any of them: the recording tells what would be left.
 */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as elapse } from 'node:timers/promises';
import type { EventStore } from '@holdfast/actors/ports';
import { type Child, nodeCommand, startChild } from './child-process.ts';
import type { CrashAdapter } from './crash-adapters.ts';
import { DiskModel } from './disk-model.ts';
import { saidIn } from './recorded-run.ts';
import { isAnswer, RemoteStore, StoreChildClient } from './remote-store.ts';
import type { Random } from './seeded-random.ts';
import type { StoreAnswer } from './store-child.ts';
import { traced } from './strace.ts';
import { TraceReader, type TraceStep } from './trace-reader.ts';
import { isReady } from './written-store.ts';

/** How long the recording may lag behind the child. */
const PATIENCE_MS = 10_000;

export class RecordedHost {
  readonly #base: string;
  readonly #child: Child;
  readonly #client: StoreChildClient;
  readonly #random: Random;
  readonly #stores = new WeakMap<EventStore, RemoteStore>();
  /** What a power cut left in a folder: the child opened it, but the recording has not seen it. */
  readonly #left = new Map<string, ReadonlyMap<string, Buffer>>();
  #folders = 0;

  private constructor(base: string, child: Child, random: Random) {
    this.#base = base;
    this.#child = child;
    this.#client = new StoreChildClient(child);
    this.#random = random;
  }

  static async start(adapter: CrashAdapter, random: Random): Promise<RecordedHost> {
    const base = await mkdtemp(join(tmpdir(), 'holdfast-host-'));
    const command = nodeCommand('store-child.ts', [adapter.name]);
    const child = startChild(traced(join(base, 'trace'), command));
    await child.said(isReady);
    return new RecordedHost(base, child, random);
  }

  async stop(): Promise<void> {
    this.#child.process.stdin?.end();
    await this.#child.ended;
    await rm(this.#base, { recursive: true, force: true });
  }

  /** A fresh store in a folder of its own. */
  open(): Promise<EventStore> {
    return this.#openIn(this.#newFolder());
  }

  async #openIn(path: string): Promise<EventStore> {
    await this.#client.call('open', path);
    const store = new RemoteStore(this.#client, path);
    this.#stores.set(store, store);
    return store;
  }

  #newFolder(): string {
    this.#folders += 1;
    return join(this.#base, 'stores', String(this.#folders));
  }

  /**
   * Cuts at the very moment at which the last fence resolved, if nothing was asked for since; a
   * moment later, the operating system may have written what the fence had left out.
   */
  async powerCut(given: EventStore): Promise<EventStore> {
    const store = this.#stores.get(given);
    if (store === undefined) throw new Error('this host did not open that store');
    const last = this.#client.sent;
    await this.#client.call('mark', store.path);
    const mark = this.#client.sent;
    const steps = await this.#stepsUntil((answer) => answer.id === mark);
    const fenceEnd = steps.findLastIndex((step) => {
      const said = saidIn(step);
      return isAnswer(said) && said.verb === 'fence' && said.id === last;
    });
    const model = new DiskModel(store.path, this.#left.get(store.path));
    for (const step of fenceEnd < 0 ? steps : steps.slice(0, fenceEnd + 1)) model.apply(step);
    const target = this.#newFolder();
    const unsynced = this.#random() < 0.5 ? 'lost' : 'partly kept';
    this.#left.set(target, await model.writeOut(target, unsynced, this.#random));
    // The old store lives on in the child, unseen: it is closed so that nothing of it lingers.
    await store.close();
    return this.#openIn(target);
  }

  /** What was recorded up to an answer of the child; strace may be a little late. */
  async #stepsUntil(accept: (answer: StoreAnswer) => boolean): Promise<readonly TraceStep[]> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const steps: TraceStep[] = [];
      const reader = new TraceReader(join(this.#base, 'stores'));
      const input = createReadStream(join(this.#base, 'trace'));
      for await (const line of createInterface({ input })) steps.push(...reader.read(line));
      const end = steps.findIndex((step) => {
        const said = saidIn(step);
        return isAnswer(said) && accept(said);
      });
      if (end >= 0) return steps.slice(0, end + 1);
      if (Date.now() > deadline) throw new Error('the recording does not show the answer');
      await elapse(20);
    }
  }
}
