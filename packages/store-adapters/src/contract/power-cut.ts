import assert from 'node:assert/strict';
import type { EventStore, Survives } from '@holdfast/actors/ports';
import { type CaseContext, CaseList, type ContractCase } from './contract-case.ts';
import type { ContractHarness } from './harness.ts';
import { assertNoHoles, fence, labels, nextTurn, probeEvents } from './probe-events.ts';

/**
 * What a fence is for. Only for adapters that promise that a durable event survives a power loss:
 * then every one of these cases cuts the power at the moment at which a fence has resolved.
 */
export function powerCutCases(harness: ContractHarness): readonly ContractCase[] {
  const list = new CaseList(harness, 'power cut');
  const demanded: readonly Survives[] = ['power_loss', 'node_loss'];
  if (!demanded.includes(harness.survives.durable)) return list.cases;
  addCoverCases(list);
  addSharingCases(list);
  addAftermathCases(list);
  return list.cases;
}

function addCoverCases(list: CaseList): void {
  list.add('what was accepted before the fence is there', async (context) => {
    await context.store.append('a', probeEvents('accepted', 3));
    await context.store.append('b', probeEvents('accepted', 2));
    await fence(context.store);
    const found = await assertNoHoles(await context.powerCut());
    assert.equal(found.length, 5, `${5 - found.length} of 5 fenced events are lost`);
  });

  list.add('what was queued before the fence is there', async (context) => {
    const appends = Array.from({ length: 30 }, (_, index) =>
      context.store.append(`stream ${index % 3}`, probeEvents(`queued ${index}`)),
    );
    mayBeLost(appends);
    await fence(context.store);
    await assertHolds(await context.powerCut(), 30);
  });

  list.add('every fence of a long run holds, not only the first', async (context) => {
    for (let round = 0; round < 12; round += 1) {
      const appends = Array.from({ length: 10 }, (_, index) =>
        context.store.append(`stream ${index}`, probeEvents(`round ${round}`, 2)),
      );
      await fence(context.store);
      await Promise.all(appends);
    }
    await assertHolds(await context.powerCut(), 240);
  });
}

function addSharingCases(list: CaseList): void {
  // The fence under way may be past the write of this append: it must not stand in for its fence.
  for (const turns of [1, 2, 3, 4, 6, 8]) {
    list.add(`a fence never rides on one begun ${turns} turns before`, async (context) => {
      const { store } = context;
      await store.append('a', probeEvents('before'));
      const running = fence(store);
      for (let turn = 0; turn < turns; turn += 1) await nextTurn();
      const appended = store.append('a', probeEvents('late'));
      mayBeLost([running, appended]);
      await fence(store);
      await assertHolds(await context.powerCut(), 2);
    });
  }

  list.add('two callers with their own appends both get what they fenced', async (context) => {
    const caller = async (name: string): Promise<void> => {
      for (let index = 0; index < 10; index += 1) {
        await context.store.append(name, probeEvents(name));
        await fence(context.store);
      }
    };
    await Promise.all([caller('a'), caller('b'), caller('c')]);
    await assertHolds(await context.powerCut(), 30);
  });
}

function addAftermathCases(list: CaseList): void {
  list.add('what was not fenced leaves no holes', async (context) => {
    await fill(context, 'fenced', 20);
    await fence(context.store);
    await fill(context, 'accepted', 40);
    const queued = Array.from({ length: 40 }, (_, index) =>
      context.store.append(`stream ${index % 5}`, probeEvents('queued')),
    );
    mayBeLost(queued);
    await nextTurn();
    await assertHolds(await context.powerCut(), 20);
  });

  list.add('the store goes on where it stands', async (context) => {
    await fill(context, 'fenced', 10);
    await fence(context.store);
    const store = await context.powerCut();
    const result = await store.append('after', probeEvents('after', 2), { expectedVersion: 0n });
    const found = await assertNoHoles(store);
    assert.deepEqual(labels(found.slice(-2)), ['after 1', 'after 2']);
    assert.equal(result.lastPosition, BigInt(found.length));
    await fence(store);
  });

  list.add('a second power cut takes nothing either', async (context) => {
    await fill(context, 'fenced', 10);
    await fence(context.store);
    const store = await context.powerCut();
    await store.append('after', probeEvents('after', 2));
    await fence(store);
    await assertHolds(await context.powerCut(), 12);
  });
}

async function fill({ store }: CaseContext, label: string, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await store.append(`stream ${index % 5}`, probeEvents(label));
  }
}

async function assertHolds(store: EventStore, fenced: number): Promise<void> {
  const found = await assertNoHoles(store);
  assert.ok(found.length >= fenced, `${fenced - found.length} of ${fenced} fenced events are lost`);
}

/** Nobody waits for these after the cut: a store without power may never answer. */
function mayBeLost(promises: readonly Promise<unknown>[]): void {
  void Promise.allSettled(promises);
}
