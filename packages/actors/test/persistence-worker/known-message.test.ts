import {
  ActorSystem,
  GenServer,
  type LogFields,
  type Logger,
  PersistenceWorker,
  send,
} from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const outcome = { kind: 'failed', class: 'retryable', error: null };
const fence = { fence: 1, storeId: 'orders', covered: 1 };

/** Legal but for what the test puts in place of one of their fields. */
const MESSAGES: readonly Readonly<Record<string, unknown>>[] = [
  { type: 'request_persistence', storeId: 'orders', seq: 1, priority: 'high' },
  { type: 'asked', caller: 1 },
  { type: 'caller_left', caller: 1 },
  { type: 'isolation_changed', isolated: true },
  { type: 'store_reopened', storeId: 'orders' },
  { type: 'breaker_elapsed', epoch: 0 },
  { type: 'fence_settled', ...fence, outcome },
  { type: 'fence_settled_late', ...fence, outcome: { kind: 'fenced' } },
];

/** Legal as no field of any message. */
const nothing = fc.oneof(
  fc.constantFrom(null, undefined, Number.NaN, -1, 0.5, 2 ** 60, 1n, '', '\u0000', '\ud800'),
  fc.constantFrom(Symbol('s'), [], {}, { kind: 'unheard' }, { kind: 'failed' }, () => 1),
  fc.array(fc.anything()),
);

const spoilt = fc.constantFrom(...MESSAGES).chain((message) =>
  fc.record({ field: fc.constantFrom(...Object.keys(message)), value: nothing }).map(
    // What is missing is as wrong as what is there.
    ({ field, value }) => ({ ...message, [field]: value }),
  ),
);

const unheardOf = fc.oneof(
  spoilt,
  fc.anything(),
  fc.record({ type: fc.oneof(fc.string(), fc.anything()) }),
  fc.record({ type: fc.constantFrom('resumed', 'configure', 'drain', 'force_persistence') }),
);

/** A worker, and the lines of its log. */
async function startLogged() {
  const lines: (LogFields & { readonly text: string })[] = [];
  const write = (text: string, fields?: LogFields): void => void lines.push({ ...fields, text });
  const logger: Logger = {
    error: write,
    warn: write,
    info: write,
    debug: write,
    child: () => logger,
  };
  const clock = new ManualClock();
  const system = new ActorSystem({ clock, logger });
  const store = new ScriptedFence();
  const worker = await PersistenceWorker.start({
    system,
    storeId: 'orders',
    store,
    environment: {},
  });
  await settle();
  lines.length = 0;
  const { pid } = worker;
  if (pid === undefined) throw new Error('it has not started');
  return { clock, lines, pid: pid as never, store, worker };
}

describe('a message that no worker knows', () => {
  it('is logged as unexpected however it arrives, crashes nothing, and changes nothing', async () => {
    const { clock, lines, pid, store, worker } = await startLogged();
    const before = JSON.stringify(PersistenceWorker.snapshot(worker));
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('send', 'cast'), unheardOf, async (how, message) => {
        if (how === 'send') send(pid, message as never);
        else GenServer.cast(pid, message as never);
        sent += 1;
        await settle();
        expect(lines.map(({ text }) => text)).toEqual(['unexpected message']);
        lines.length = 0;
      }),
      { numRuns: 2_000 },
    );
    expect(sent).toBeGreaterThanOrEqual(2_000);
    expect(JSON.stringify(PersistenceWorker.snapshot(worker))).toBe(before);
    await clock.advance(60_000);
    expect(store.calls).toEqual([]);
    expect((await PersistenceWorker.getStats(worker)).restarts).toBe(0);
  });

  it('may be a call: the caller gives up in time, and the worker goes on', async () => {
    const { clock, lines, pid, worker } = await startLogged();
    const calling = GenServer.call(pid, { type: 'get_stats' } as never, { timeout: 100 });
    const refused = expect(calling).rejects.toMatchObject({ code: 'ERR_CALL_TIMEOUT' });
    await clock.advance(100);
    await refused;
    expect(lines).toMatchObject([{ text: 'unexpected message', received: 'get_stats' }]);
    expect((await PersistenceWorker.getStats(worker)).restarts).toBe(0);
  });

  it('may pose as a question: whoever really asked is answered, and only what they asked', async () => {
    const { pid, worker, store } = await startLogged();
    store.always('hang');
    const stats = PersistenceWorker.getStats(worker);
    const patch = { maxBatchSize: -1 };
    GenServer.cast(pid, {
      type: 'asked',
      caller: 1,
      question: { type: 'configure', patch },
    } as never);
    GenServer.cast(pid, { type: 'asked', caller: 2, question: null } as never);
    expect((await stats).restarts).toBe(0);
    const forced = PersistenceWorker.forcePersistence(worker, { stores: ['orders'] });
    await settle();
    GenServer.cast(pid, {
      type: 'asked',
      caller: 2,
      question: { type: 'configure', patch },
    } as never);
    await settle();
    store.calls[0]?.resolve();
    expect(await forced).toEqual({ ok: true, persisted: 1 });
    expect((await PersistenceWorker.configure(worker, {})).values.maxBatchSize).toBe(100);
  });
});
