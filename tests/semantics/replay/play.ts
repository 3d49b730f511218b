import type { Json } from './json.ts';
import type { Step } from './scenario.ts';
import type { World } from './world.ts';

/** One scenario on its way through its operations. */
export interface Play<Operation> {
  /** Does it and answers its result. */
  perform(operation: Operation): Promise<Json>;
  /** Waits until nothing more comes of it. */
  settle(): Promise<void>;
  /** What there is to see then, besides the result. `took`: how long the operation was, in ms. */
  observe(operation: Operation, took: number): Step | Promise<Step>;
}

/** Performs operations one after the other; never one before the one before it is over. */
export async function* steps<Operation>(
  play: Play<Operation>,
  ops: readonly Operation[],
  world: World,
): AsyncGenerator<Step> {
  for (const [index, operation] of ops.entries()) {
    const began = world.clock.now();
    const r = await play.perform(operation);
    const took = world.clock.now() - began;
    await play.settle();
    yield { i: index + 1, r, ...(await play.observe(operation, took)) };
  }
}
