import type { FencePort } from '@holdfast/actors/ports';
import { storeId } from '@holdfast/actors/ports';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { runFence } from '../../src/persistence-worker/fence-runner.ts';
import type { FenceSettled, FenceSettledLate } from '../../src/persistence-worker/messages.ts';

const order = { fence: 7, storeId: storeId('orders'), covered: 3, timeoutMs: 1_000 };

function run(port: FencePort): {
  clock: ManualClock;
  reports: (FenceSettled | FenceSettledLate)[];
} {
  const clock = new ManualClock();
  const reports: (FenceSettled | FenceSettledLate)[] = [];
  runFence(port, order, clock, (report) => reports.push(report));
  return { clock, reports };
}

const settled = { type: 'fence_settled', fence: 7, storeId: 'orders', covered: 3 };

describe('one fence', () => {
  it('reports success with what it covered, and leaves no timer', async () => {
    const { clock, reports } = run(new ScriptedFence());
    await settle();
    expect(reports).toEqual([{ ...settled, outcome: { kind: 'fenced' } }]);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([['rejects', 'fail'] as const, ['throws', 'throw'] as const])(
    'reports a port that %s as failed, with what it threw',
    async (_verb, how) => {
      const error = new Error('EIO');
      const { reports } = run(new ScriptedFence().next({ [how]: error } as never));
      await settle();
      expect(reports).toEqual([
        { ...settled, outcome: { kind: 'failed', class: 'retryable', error } },
      ]);
    },
  );

  it('reports a timeout at the deadline, and once more when it comes back', async () => {
    const fence = new ScriptedFence().always('hang');
    const { clock, reports } = run(fence);
    await clock.advance(999);
    expect(reports).toEqual([]);
    await clock.advance(1);
    expect(reports).toEqual([{ ...settled, outcome: { kind: 'timed_out' } }]);
    fence.calls[0]?.resolve();
    fence.calls[0]?.reject(new Error('twice'));
    await settle();
    expect(reports.slice(1)).toEqual([
      { ...settled, type: 'fence_settled_late', outcome: { kind: 'fenced' } },
    ]);
  });

  it('aborts the signal at the deadline with a TimeoutError, and not on a normal end', async () => {
    const hanging = new ScriptedFence().always('hang');
    const { clock } = run(hanging);
    await clock.advance(1_000);
    expect(hanging.calls[0]?.signal.reason).toMatchObject({ name: 'TimeoutError' });
    const good = new ScriptedFence();
    run(good);
    await settle();
    expect(good.calls[0]?.signal.aborted).toBe(false);
  });

  it('treats a port that answers no promise as done', async () => {
    const port = { fence: () => undefined };
    const { reports } = run(port as unknown as FencePort);
    await settle();
    expect(reports).toMatchObject([{ outcome: { kind: 'fenced' } }]);
  });
});
