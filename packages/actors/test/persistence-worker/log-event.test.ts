import type { Logger, PersistenceEvent } from '@holdfast/actors';
import { describe, expect, it } from 'vitest';
import { logEvent } from '../../src/persistence-worker/log-event.ts';

function levelOf(event: object): string | undefined {
  const seen: string[] = [];
  const log = (level: string) => () => void seen.push(level);
  const logger: Logger = {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: () => logger,
  };
  logEvent(logger, { storeId: 'a', at: 0, ...event } as PersistenceEvent);
  expect(seen).toHaveLength(1);
  return seen[0];
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
