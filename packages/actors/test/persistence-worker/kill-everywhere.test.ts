/** A worker killed at every message of an eventful run, against the same run undisturbed. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { memoryOf } from '../../src/persistence-worker/worker-handle.ts';
import { liveThrough } from '../support/eventful-script.ts';
import { type KillMoment, KillSwitch } from '../support/kill-switch.ts';
import { RecordedRun } from '../support/recorded-run.ts';
import { breaches } from '../support/run-laws.ts';

/** Hundreds of runs. */
const TIMEOUT_MS = 240_000;

afterEach(() => {
  vi.restoreAllMocks();
});

async function live(positions?: readonly number[], moment?: KillMoment) {
  const kill = new KillSwitch(positions, moment);
  const run = new RecordedRun(kill);
  await liveThrough(run);
  vi.restoreAllMocks();
  return { run, messages: kill.position };
}

/** The breaches of all runs that are disturbed at a message of the undisturbed one. */
async function killEverywhere(
  kills: (position: number) => readonly number[],
  moment: KillMoment,
): Promise<string[]> {
  const { messages } = await live();
  const broken: string[] = [];
  for (let position = 1; position <= messages; position += 1) {
    const positions = kills(position);
    const { run } = await live(positions, moment);
    const found = breaches(run);
    const { count } = memoryOf(run.worker).incarnations;
    if (count !== positions.length + 1) found.push(`${count} incarnations`);
    broken.push(...found.map((breach) => `killed at message ${position}: ${breach}`));
  }
  return broken;
}

describe('a worker that is killed', () => {
  it('lives through all that the script means, when it is not', async () => {
    const { run, messages } = await live();
    expect(breaches(run)).toEqual([]);
    expect(messages).toBeGreaterThan(190);
    expect(run.samples.at(-1)).toMatchObject({ circuitBreakerTrips: 3, lateResults: 4 });
    const moves = run.events.flatMap(({ event }) =>
      event.type === 'breaker_changed' ? [event.cause] : [],
    );
    expect(moves).toEqual([
      'failures',
      'timeout_elapsed',
      'probe_failed',
      'timeout_elapsed',
      'probe_succeeded',
      'failures',
      'reset',
    ]);
    const forced = run.callers.filter(({ what }) => what === 'force');
    expect(forced.filter(({ heard: [first] }) => first && 'error' in first)).toHaveLength(3);
  });

  it.each(['before', 'within', 'after'] as const)(
    'at any message, %s it is handled, loses nothing and leaves nobody waiting',
    async (moment) => {
      expect(await killEverywhere((position) => [position], moment)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'at any message, and its successor at its first, loses nothing and leaves nobody waiting',
    async () => {
      const twice = (position: number): number[] => [position, position + 1];
      expect(await killEverywhere(twice, 'before')).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
