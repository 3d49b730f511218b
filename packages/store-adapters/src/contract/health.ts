import assert from 'node:assert/strict';
import type { EventStore } from '@holdfast/actors/ports';
import { CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertRefused, fence, probeEvents } from './probe-events.ts';

/** What a store says of itself, and what its errors say of themselves. */
export function healthCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'health');

  list.add('a store that works is ready, also after it has refused something', async (context) => {
    const { store } = context;
    assert.deepEqual({ ...store.health() }, { status: 'ready' });
    await store.append('a', probeEvents('event'));
    await assertRefused(
      () => store.append('a', probeEvents('refused'), { expectedVersion: 'no_stream' }),
      'ERR_WRONG_EXPECTED_VERSION',
    );
    await assertRefused(() => store.append('', probeEvents('refused')), 'ERR_INVALID_OPTION');
    await fence(store);
    assert.deepEqual({ ...store.health() }, { status: 'ready' });
  });

  list.add('a store is closed from the call of close, and for ever', async ({ store }) => {
    const appended = store.append('a', probeEvents('event'));
    const closing = store.close();
    assertClosed(store);
    await Promise.all([appended, closing]);
    assertClosed(store);
  });

  list.add('an error says whether to try again and whether it is over', async ({ store }) => {
    await store.append('a', probeEvents('event'));
    const refused: readonly (readonly [code: string, verb: () => Promise<unknown>])[] = [
      [
        'ERR_WRONG_EXPECTED_VERSION',
        () => store.append('a', probeEvents('refused'), { expectedVersion: 7n }),
      ],
      ['ERR_INVALID_EVENT', () => store.append('a', [{ type: 'probed', data: undefined }])],
    ];
    for (const [code, verb] of refused) assertFailure(await assertRefused(verb, code));
    await store.close();
    const late = await assertRefused(() => fence(store), 'ERR_STORE_CLOSED');
    assertFailure(late);
  });
  return list.cases;
}

function assertClosed(store: EventStore): void {
  const health = store.health();
  assert.equal(health.status, 'closed');
  assert.equal(health.error.code, 'ERR_STORE_CLOSED');
  assertFailure(health.error);
}

/** What is refused before anything was done is over, and the same request would be refused again. */
function assertFailure(error: unknown): void {
  assert.ok(error instanceof Error);
  const { retryable, outcomeKnown } = error as { retryable?: unknown; outcomeKnown?: unknown };
  assert.deepEqual({ retryable, outcomeKnown }, { retryable: false, outcomeKnown: true });
}
