import type { PersistenceEvent } from '@holdfast/actors';
import { describe, expect, it } from 'vitest';
import { lineOf } from '../../src/persistence-worker/log-event.ts';

function levelOf(event: object): string {
  return lineOf({ storeId: 'a', at: 0, ...event } as PersistenceEvent).level;
}

describe('log lines of events', () => {
  it.each([
    ['error', { type: 'worker_stopped', left: ['a'] }],
    ['info', { type: 'worker_stopped', left: [] }],
    ['warn', { type: 'breaker_changed', from: 'closed', to: 'open' }],
    ['warn', { type: 'batch_settled', failed: 1 }],
    ['debug', { type: 'batch_settled', failed: 0 }],
    ['debug', { type: 'persistence_failed' }],
    ['warn', { type: 'pressure_changed', level: 'full' }],
    ['info', { type: 'pressure_changed', level: 'normal' }],
    ['info', { type: 'worker_started' }],
    ['info', { type: 'configured' }],
  ])('have level %s for %j', (level, event) => {
    expect(levelOf(event)).toBe(level);
  });
});
