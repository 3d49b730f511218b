import type { Answer, Verbs } from '../../contenders/protocol.ts';

let calls = 0;

/** What is guarded: an async function that has nothing to wait for. */
// eslint-disable-next-line @typescript-eslint/require-await -- the bare async call itself
export async function work(): Promise<void> {
  calls += 1;
}

/** A verb that makes so many of these calls, each awaited. */
export function timed(call: () => Promise<unknown>): Verbs[string] {
  return async (count = 0): Promise<Answer> => {
    const before = calls;
    const began = performance.now();
    for (let done = 0; done < count; done += 1) await call();
    return { ms: performance.now() - began, done: calls - before };
  };
}
