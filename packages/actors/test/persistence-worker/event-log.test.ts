/** What the log of a worker says, and how much, when everything fails. */
import {
  exit,
  GenServer,
  type PersistenceEvent,
  PersistenceWorker,
  type WorkerOptionsInput,
} from '@holdfast/actors';
import { ManualClock, ScriptedFence } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { superviseWorker } from '../support/parents.ts';
import { type Line, recordingLogger } from '../support/test-system.ts';
import { workerSpec } from '../support/worker-bench.ts';

const { getStats, requestPersistence, subscribe } = PersistenceWorker;
const MINUTE_MS = 60_000;
const STORES = Array.from({ length: 100 }, (_, n) => `s${n}`);

/** A supervised worker, what it tells until it stops, and what its log makes of it. */
class LoggedWorker {
  readonly clock = new ManualClock();
  readonly fence = new ScriptedFence().always({ fail: new Error('EIO') });
  readonly spec;
  /** Its lines at `info` and above, and when they came. Its crashes are told by the actor system. */
  readonly lines: Line[] = [];
  readonly at: number[] = [];
  readonly events: PersistenceEvent[] = [];

  constructor(options: WorkerOptionsInput = {}) {
    this.spec = workerSpec(this.fence, options);
    subscribe(this.spec.worker, (event) => {
      if (this.events.at(-1)?.type !== 'worker_stopped') this.events.push(event);
    });
  }

  async start(): Promise<this> {
    const { logger, lines } = recordingLogger();
    lines.push = (line: Line) => {
      const { level, storeId } = line;
      if (level === 'debug' || storeId !== 'orders' || this.stopped) return 0;
      this.at.push(this.clock.now());
      return this.lines.push(line);
    };
    await superviseWorker(this.spec, this.clock, logger);
    return this;
  }

  get pid() {
    const { pid } = this.spec.worker;
    if (pid === undefined) throw new Error('not running');
    return pid;
  }

  async stop(): Promise<void> {
    const stopped = GenServer.stop(this.pid, 'shutdown', { timeout: 'infinity' });
    await this.clock.advance(20_000);
    await stopped;
  }

  /** Events of a type that are lines, told and suppressed ones. */
  counted(type: PersistenceEvent['type'], text: string): number {
    let count = 0;
    for (const { text: line, suppressed } of this.lines) {
      if (line.startsWith(text)) count += 1;
      if (typeof suppressed === 'number') count += line.startsWith(text) ? suppressed : 0;
      else count += (suppressed as Record<string, number> | undefined)?.[type] ?? 0;
    }
    return count;
  }

  expectTenAMinute(): void {
    for (const [n, then] of this.at.entries()) {
      const tenLater = this.at[n + 10] ?? Number.POSITIVE_INFINITY;
      expect(tenLater - then).toBeGreaterThanOrEqual(MINUTE_MS);
    }
  }

  private get stopped(): boolean {
    return this.lines.at(-1)?.text.startsWith('stopped') ?? false;
  }
}

describe('an hour in which every fence of 100 stores fails', () => {
  it.each<[string, WorkerOptionsInput, all: boolean]>([
    ['with the defaults', {}, true],
    ['without a breaker', { circuitBreakerEnabled: false, mode: 'eager' }, true],
    ['with a breaker that probes often', { circuitBreakerTimeout: '1s', mode: 'eager' }, false],
  ])('is at most ten lines a minute, and every one is counted: %s', async (_, options, all) => {
    const run = await new LoggedWorker(options).start();
    for (const store of STORES) requestPersistence(run.spec.worker, store);
    for (let minute = 0; minute < 60; minute += 1) await run.clock.advance(MINUTE_MS);
    expect((await getStats(run.spec.worker)).failedRequests).toBe(run.fence.calls.length);
    run.expectTenAMinute();
    expect(run.lines.length).toBeLessThanOrEqual(600);
    await run.stop();
    const moves = run.events.filter(({ type }) => type === 'breaker_changed');
    const failed = run.events.filter((event) => event.type === 'batch_settled' && event.failed > 0);
    expect(run.counted('breaker_changed', 'circuit breaker')).toBe(moves.length);
    expect(run.counted('batch_settled', 'batch settled')).toBe(failed.length);
    const told = run.lines.filter(({ text }) => text.startsWith('circuit breaker'));
    if (all) expect(told).toHaveLength(moves.length);
    else expect(told.length).toBeLessThan(moves.length);
  });
});

it('a worker that is killed each second says at most ten lines a minute as well', async () => {
  const run = await new LoggedWorker().start();
  for (let second = 0; second < 200; second += 1) {
    exit(run.pid, 'kill');
    await run.clock.advance(1_000);
  }
  requestPersistence(run.spec.worker);
  await run.stop();
  run.expectTenAMinute();
  expect(run.counted('worker_started', 'worker started')).toBe(201);
});
