import { describe, expect, it } from 'vitest';
import { type ContractHarness, storeContract } from '../src/contract/index.ts';
import type { EventStore } from '../src/index.ts';
import type { Flaw } from './support/flaws.ts';
import { type EngineFlaw, type Media, MediumEngine } from './support/medium-engine.ts';
import { type Medium, MediumStore } from './support/medium-store.ts';

function harness(flaw?: Flaw, engineFlaw?: EngineFlaw): ContractHarness {
  const stores = new WeakMap<EventStore, MediumStore>();
  const openOn = (medium?: Medium): Promise<EventStore> => {
    const store = new MediumStore(flaw, medium);
    stores.set(store, store);
    return Promise.resolve(store);
  };
  return {
    survives: { accepted: 'process_crash', durable: 'power_loss' },
    open: () => openOn(),
    reopen: (store) =>
      openOn(flaw === 'forgets on reopening' ? undefined : stores.get(store)?.medium),
    powerCut: (store) => openOn(stores.get(store)?.cutPower()),
    hang: (store) => (stores.get(store) as MediumStore).hang(),
    openEngine: () => Promise.resolve(new MediumEngine(engineFlaw)),
    reopenEngine: (engine) => {
      const { media } = engine as MediumEngine;
      const kept: Media = engineFlaw === 'forgets its stores' ? new Map<string, Medium>() : media;
      return Promise.resolve(new MediumEngine(engineFlaw, kept));
    },
  };
}

/** The names of the cases that a store fails. One that hangs fails after `patienceMs`. */
async function failures(given: ContractHarness, patienceMs: number): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, run } of storeContract(given)) {
    const outcome = run().then(
      () => 'kept',
      () => 'broken',
    );
    if ((await Promise.race([outcome, hang(patienceMs)])) !== 'kept') failed.push(name);
  }
  return failed;
}

function hang(patienceMs: number): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(resolve, patienceMs, 'hangs').unref();
  });
}

describe('the contract suite', () => {
  it('passes a store that keeps its promises', async () => {
    expect(await failures(harness(), 20_000)).toEqual([]);
  });

  it('names every case once, after its trait', () => {
    const cases = storeContract(harness());
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    for (const { name, trait } of cases) expect(name.startsWith(`${trait}: `)).toBe(true);
  });
});

/** Every flaw, and cases that must fail because of it. */
const CAUGHT: { readonly [flaw in Flaw]: readonly string[] } = {
  'fence does nothing': [
    'fence: appends queued before it have been accepted when it resolves',
    'power cut: what was accepted before the fence is there',
    'power cut: what was queued before the fence is there',
    'power cut: every fence of a long run holds, not only the first',
    'power cut: two callers with their own appends both get what they fenced',
  ],
  'fence covers only what was answered': [
    'power cut: what was queued before the fence is there',
    'power cut: every fence of a long run holds, not only the first',
  ],
  'fence joins the one under way': [
    'power cut: a fence never rides on one begun 1 turns before',
    'power cut: a fence never rides on one begun 2 turns before',
  ],
  'only the first fence syncs': [
    'power cut: every fence of a long run holds, not only the first',
    'power cut: two callers with their own appends both get what they fenced',
  ],
  'a power cut leaves holes': ['power cut: what was not fenced leaves no holes'],
  'answers one version too high': [
    'append: answers with the version and the position reached',
    'versions: expecting any',
    'order: appends of one turn are accepted in the order of the calls',
  ],
  'answers the position of the first event': [
    'append: answers with the version and the position reached',
    'readAll: gives the events of all streams in the order of acceptance',
  ],
  'ignores the expected version': [
    'versions: expecting no_stream',
    'versions: expecting stream_exists',
    'versions: expecting version 1',
    'versions: of racers with one expectation exactly one wins',
  ],
  'reports the wrong actual version': ['versions: expecting version 1'],
  'a conflict takes its neighbours along': [
    'versions: a conflict rejects that append and none of its neighbours',
  ],
  'a conflict uses up a position': [
    'versions: of racers with one expectation exactly one wins',
    'versions: a conflict rejects that append and none of its neighbours',
  ],
  'keeps the good part of a bad append': [
    'append: refuses no data by name, and the whole append with it',
    'append: refuses a cycle in data by name, and the whole append with it',
  ],
  'keeps references to the data': ['append: a later change of the objects changes nothing'],
  'works after close': [
    'closed: append is refused after close',
    'closed: fence is refused after close',
    'closed: read is refused after close',
    'closed: a read backward is refused after close',
    'closed: a read of a stream that does not exist is refused after close',
    'closed: readAll is refused after close',
    'closed: append is refused while the store closes',
  ],
  'close drops the queue': ['lifecycle: close waits for what was queued'],
  'forgets on reopening': [
    'lifecycle: accepted events are found again, unchanged, after a reopening',
    'lifecycle: versions and positions go on after a reopening',
  ],
  'reads names without case': [
    'names: every stream is isolated from every other, whatever its name',
  ],
  'cuts names at NUL': ['names: every stream is isolated from every other, whatever its name'],
  'takes appends in reverse': [
    'order: appends of one turn are accepted in the order of the calls',
    'order: the events of one append stand together',
  ],
  'readAll skips whole appends': ['readAll: begins after any position, inside an append too'],
  'read backward ignores from': [
    'read: every start, direction and count gives what a plain list gives',
  ],
  'ignores an aborted signal': ['signal: an aborted signal stops every verb before it begins'],
  'leaves its listener': ['signal: no listener stays on a signal that was used'],
  'promises something else': ['lifecycle: says what its events survive'],
  'fence resolves before its sync': [
    'power cut: what was accepted before the fence is there',
    'hang: the caller of a fence that hangs may leave',
  ],
  'hangs past its signal': [
    'hang: the caller of a fence that hangs may leave',
    'hang: a sync that hangs is not multiplied',
  ],
  'begins a sync for every caller': ['hang: a sync that hangs is not multiplied'],
  'counts in numbers': ['append: versions and positions are bigints'],
  'is ready for ever': ['health: a store is closed from the call of close, and for ever'],
  'is closed only when it has closed': [
    'health: a store is closed from the call of close, and for ever',
  ],
  'says nothing of outcomes': ['health: an error says whether to try again and whether it is over'],
};

/** The same for an engine with many stores. */
const CAUGHT_ENGINE: { readonly [flaw in EngineFlaw]: readonly string[] } = {
  'stores share what they hold': [
    'engine: every store has streams, versions and positions of its own',
    'engine: a conflict in one store is none in another',
    'engine: every store is found again in an engine that was reopened',
  ],
  'reads ids without case': ['engine: every store has streams, versions and positions of its own'],
  'cuts ids short': ['engine: every store has streams, versions and positions of its own'],
  'lends an open store twice': ['engine: a store that is open has one holder'],
  'closing a store closes the engine': [
    'engine: closing a store leaves the engine and its neighbours open',
  ],
  'close leaves stores open': ['engine: close ends every store, after what it had queued'],
  'forgets its stores': ['engine: every store is found again in an engine that was reopened'],
  'is always ready': ['engine: close ends every store, after what it had queued'],
  'takes any id': ['engine: refuses by name what is no store id'],
  'engine promises something else': ['engine: says what its stores say'],
};

describe('the contract suite catches a store that', () => {
  for (const [flaw, names] of Object.entries(CAUGHT)) {
    it(flaw, async () => {
      const failed = await failures(harness(flaw as Flaw), 300);
      expect(failed).toEqual(expect.arrayContaining([...names]));
    });
  }

  for (const [flaw, names] of Object.entries(CAUGHT_ENGINE)) {
    it(flaw, async () => {
      const failed = await failures(harness(undefined, flaw as EngineFlaw), 2_000);
      expect(failed).toEqual(expect.arrayContaining([...names]));
      expect(failed.every((name) => name.startsWith('engine: '))).toBe(true);
    });
  }

  it('cannot show what it promises', async () => {
    const { survives, open } = harness();
    const failed = await failures({ survives, open }, 20_000);
    const powerCuts = storeContract({ survives, open }).filter(
      ({ trait }) => trait === 'power cut',
    );
    expect(powerCuts.length).toBeGreaterThan(0);
    expect(failed).toEqual(powerCuts.map(({ name }) => name));
    await expect(powerCuts[0]?.run()).rejects.toThrow('the harness has no powerCut');
  });
});
