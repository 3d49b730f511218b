import {
  ActorSystem,
  ALERTS,
  isAlert,
  type PersistenceEvent,
  PersistenceWorker,
} from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { recordingLogger } from '../support/test-system.ts';
import { startWorker } from '../support/worker-bench.ts';

const { requestPersistence, subscribe } = PersistenceWorker;

describe('subscribing to a worker', () => {
  it('hears the chosen types only, typed by them', async () => {
    const { clock, worker, fence } = await startWorker({ circuitBreakerFailureThreshold: 1 });
    const heard: string[] = [];
    subscribe(worker, ({ type, from, to }) => heard.push(`${type} ${from} ${to}`), {
      types: ['breaker_changed'],
    });
    fence.always({ fail: new Error('disk') });
    requestPersistence(worker);
    await clock.advance(5_000);
    expect(heard).toEqual(['breaker_changed closed open']);
  });

  it('hears alerts only, and of those the chosen types only', async () => {
    const { clock, worker, fence, events } = await startWorker({
      circuitBreakerFailureThreshold: 1,
    });
    const alerts: string[] = [];
    const both: string[] = [];
    subscribe(worker, ({ type }) => alerts.push(type), { alerts: true });
    const types = ['batch_settled', 'breaker_changed'] as const;
    subscribe(worker, ({ type }) => both.push(type), { alerts: true, types });
    fence.always({ fail: new Error('disk') });
    requestPersistence(worker);
    await clock.advance(5_000);
    expect(events.map(({ type }) => type)).toContain('batch_settled');
    expect(alerts).toEqual(['persistence_failed', 'breaker_changed']);
    expect(both).toEqual(['breaker_changed']);
  });

  it.each([
    ['types', { types: ['batch_setled'] }],
    ['types', { types: 'batch_settled' }],
    ['alerts', { alerts: 'yes' }],
  ])('refuses %s by name: %j', async (option, filter) => {
    const { worker } = await startWorker();
    expect(() => subscribe(worker, () => undefined, filter as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option }) as Error,
    );
  });

  it('refuses what is no listener', async () => {
    const { worker } = await startWorker();
    expect(() => subscribe(worker, 'listener' as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'listener' }) as Error,
    );
  });

  it('tells the log of a listener that throws or rejects, and nobody else', async () => {
    const { logger, lines } = recordingLogger();
    const clock = new ManualClock();
    const system = new ActorSystem({ clock, logger });
    const store = new ScriptedFence();
    const options = { system, storeId: 'orders', store, environment: {} };
    const worker = await PersistenceWorker.start(options);
    await settle();
    subscribe(worker, () => {
      throw new Error('at once');
    });
    subscribe(worker, () => Promise.reject(new Error('later')) as never);
    const heard: string[] = [];
    subscribe(worker, ({ type }) => heard.push(type));
    requestPersistence(worker);
    await clock.advance(5_000);
    expect(heard).toEqual(['batch_settled']);
    const told = lines.filter(({ text }) => text === 'a listener threw');
    expect(told.map(({ error }) => (error as Error).message)).toEqual(['at once', 'later']);
    expect((await PersistenceWorker.getStats(worker)).restarts).toBe(0);
  });
});

describe('alerts', () => {
  const event = (fields: object): PersistenceEvent =>
    ({ storeId: 'a', at: 0, ...fields }) as PersistenceEvent;

  it('are all events of the listed types, but a stop only when stores were left', () => {
    for (const type of ALERTS) expect(isAlert(event({ type, left: ['a'] }))).toBe(true);
    expect(isAlert(event({ type: 'worker_stopped', left: [] }))).toBe(false);
    for (const type of ['worker_started', 'batch_settled', 'configured']) {
      expect(isAlert(event({ type }))).toBe(false);
    }
  });
});
