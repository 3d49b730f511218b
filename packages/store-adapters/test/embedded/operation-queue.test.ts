import { describe, expect, it } from 'vitest';
import { type BatchRunner, OperationQueue } from '../../src/embedded/operation-queue.ts';
import { type Gate, gate } from '../support/gate.ts';

interface Op {
  readonly name: number;
  readonly size: number;
}

/** Records what it is told to do, and holds every batch until its gate is opened. */
class Recorder implements BatchRunner<Op> {
  readonly batches: (readonly Op[])[] = [];
  readonly gates: Gate[] = [];
  readonly events: string[] = [];

  write(batch: readonly Op[]): Promise<void> {
    this.batches.push(batch);
    this.events.push(`write ${this.batches.length}`);
    const held = gate();
    this.gates.push(held);
    return held.promise;
  }

  settle(batch: readonly Op[], failure: unknown): void {
    const number = this.batches.indexOf(batch) + 1;
    this.events.push(failure === undefined ? `settle ${number}` : `fail ${number}`);
  }
}

function setUp(): { readonly recorder: Recorder; readonly queue: OperationQueue<Op> } {
  const recorder = new Recorder();
  return { recorder, queue: new OperationQueue(recorder) };
}

function push(queue: OperationQueue<Op>, count: number, size = 1): void {
  for (let name = 0; name < count; name += 1) queue.push({ name, size });
}

async function turn(): Promise<void> {
  for (let step = 0; step < 10; step += 1) await Promise.resolve();
}

describe('OperationQueue', () => {
  it('takes what one turn brought as one batch', async () => {
    const { recorder, queue } = setUp();
    push(queue, 20);
    expect(recorder.batches).toHaveLength(0);
    await turn();
    expect(recorder.batches.map(({ length }) => length)).toEqual([20]);
  });

  it('keeps one batch in flight and begins the next before it answers', async () => {
    const { recorder, queue } = setUp();
    push(queue, 5);
    await turn();
    push(queue, 7);
    await turn();
    expect(recorder.events).toEqual(['write 1']);
    recorder.gates[0]?.open();
    await turn();
    expect(recorder.events).toEqual(['write 1', 'write 2', 'settle 1']);
    recorder.gates[1]?.open();
    await queue.idle();
    expect(recorder.events).toEqual(['write 1', 'write 2', 'settle 1', 'settle 2']);
  });

  it('takes half of many, never more than the bounds, and keeps the order', async () => {
    const { recorder, queue } = setUp();
    push(queue, 5000);
    for (let batch = 0; batch < 40; batch += 1) {
      await turn();
      recorder.gates[batch]?.open();
    }
    await queue.idle();
    const lengths = recorder.batches.map(({ length }) => length);
    expect(lengths.slice(0, 5)).toEqual([1024, 1024, 1024, 964, 482]);
    expect(recorder.batches.flat().map(({ name }) => name)).toEqual(
      Array.from({ length: 5000 }, (_, name) => name),
    );
  });

  it('bounds a batch by its size, but takes one operation of any size', async () => {
    const { recorder, queue } = setUp();
    const mebi = 1024 * 1024;
    push(queue, 1, 9 * mebi);
    push(queue, 6, 1.5 * mebi);
    expect(queue.waitingSize).toBe(18 * mebi);
    for (let batch = 0; batch < 4; batch += 1) {
      await turn();
      recorder.gates[batch]?.open();
    }
    await queue.idle();
    expect(recorder.batches.map(({ length }) => length)).toEqual([1, 2, 2, 2]);
    expect(queue.waitingSize).toBe(0);
  });

  it('tells a failure to the batch that failed and goes on', async () => {
    const { recorder, queue } = setUp();
    push(queue, 1);
    await turn();
    push(queue, 1);
    recorder.gates[0]?.fail(new Error('no disk'));
    await turn();
    recorder.gates[1]?.open();
    await queue.idle();
    expect(recorder.events).toEqual(['write 1', 'write 2', 'fail 1', 'settle 2']);
  });
});
