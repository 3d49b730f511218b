import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../src/index.ts';
import { outcomeKnown, RequestDropped, retryable } from '../../src/postgres/failures.ts';

/** An error as `pg` reports it from the server. */
function fromServer(code: string): Error {
  return Object.assign(new Error('refused'), { code, severity: 'ERROR' });
}

describe('what a failure says about a request', () => {
  it.each([
    ['23505', 'a unique constraint', true, false],
    ['42501', 'a missing privilege', true, false],
    ['40P01', 'a deadlock', true, true],
    ['40003', 'a statement whose end is unknown', false, true],
    ['53100', 'a full disk', true, true],
    ['53300', 'too many connections', true, true],
    ['55P03', 'a lock that is not available', true, true],
    ['57014', 'a cancelled statement', true, true],
    ['57P01', 'a server that is shut down', false, true],
    ['25006', 'a standby', true, true],
    ['08P01', 'a pooler that lost its server', false, true],
  ])('%s, %s', (code, _, known, again) => {
    const failure = fromServer(code);
    expect([outcomeKnown(failure), retryable(failure)]).toEqual([known, again]);
  });

  it('nothing is known of a request whose connection broke or was dropped', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    // Five capital letters, but no SQLSTATE.
    const pipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    for (const failure of [reset, pipe, new RequestDropped('no answer'), 'text', undefined]) {
      expect([outcomeKnown(failure), retryable(failure)]).toEqual([false, true]);
    }
  });

  it('an error of the store itself is no answer of a server', () => {
    expect(retryable(new StoreUnavailableError('refused'))).toBe(true);
  });
});
