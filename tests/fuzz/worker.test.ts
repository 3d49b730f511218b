/**
 * What no program should do to a worker, at random: HOLDFAST_FUZZ_RUNS (default 20 000) times each,
 * beginning at HOLDFAST_FUZZ_SEED. What is refused is refused by name, and changes nothing.
 */
import {
  ActorSystem,
  OPTION_SPECS,
  type PersistenceEvent,
  PersistenceWorker,
  silentLogger,
} from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { hostile, pick, seeded, text } from './hostile.ts';

const RUNS = Number(process.env['HOLDFAST_FUZZ_RUNS'] ?? 20_000);
const SEED = Number(process.env['HOLDFAST_FUZZ_SEED'] ?? 1);
const TIMEOUT_MS = 30_000 + RUNS / 5;
const NAMES = Object.keys(OPTION_SPECS);

async function startWorker() {
  const clock = new ManualClock();
  const system = new ActorSystem({ clock, logger: silentLogger });
  const store = new ScriptedFence();
  const worker = await PersistenceWorker.start({ system, storeId: 'a', store, environment: {} });
  const events: PersistenceEvent[] = [];
  PersistenceWorker.subscribe(worker, (event) => events.push(event));
  await settle();
  return { clock, worker, events, store };
}

/** Why it was refused; undefined: it was not. Fails the run for what has no code. */
function refusal(seed: number, what: () => unknown): string | undefined {
  try {
    what();
    return undefined;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' && code.startsWith('ERR_')) return code;
    throw new Error(`seed ${seed}: refused without a code`, { cause: error });
  }
}

describe('what is refused', () => {
  it(
    'options and environments, by name, and what is accepted is legal',
    () => {
      let refused = 0;
      for (let seed = SEED; seed < SEED + RUNS; seed += 1) {
        const random = seeded(seed);
        const name = random() < 0.9 ? pick(NAMES, random) : text(random);
        const variable = OPTION_SPECS[pick(NAMES, random) as never]['environment'] as string;
        const options = {
          storeId: random() < 0.8 ? 'a' : hostile(random),
          store: random() < 0.9 ? new ScriptedFence() : hostile(random),
          environment:
            random() < 0.9
              ? { [variable]: random() < 0.5 ? undefined : hostile(random) }
              : hostile(random),
          defaults: random() < 0.8 ? { [pick(NAMES, random)]: hostile(random) } : hostile(random),
          snapshot: random() < 0.8 ? undefined : hostile(random),
          ...(random() < 0.7 ? { [name]: hostile(random) } : {}),
        };
        const code = refusal(seed, () => {
          const { worker } = PersistenceWorker.childSpec(options as never);
          const { values } = PersistenceWorker.options(worker);
          for (const [option, { kind, max, choices }] of Object.entries(OPTION_SPECS)) {
            const value: unknown = values[option as never];
            const legal =
              kind === 'flag'
                ? typeof value === 'boolean'
                : kind === 'choice'
                  ? choices?.includes(value as string)
                  : Number.isInteger(value) && (value as number) >= 1 && (value as number) <= max;
            if (legal !== true) throw new Error(`seed ${seed}: ${option} is ${String(value)}`);
          }
        });
        if (code !== undefined) refused += 1;
      }
      expect(refused).toBeGreaterThan(RUNS / 4);
    },
    TIMEOUT_MS,
  );

  it(
    'arguments of every verb, by name, and without effect',
    async () => {
      const { worker, events } = await startWorker();
      const before = PersistenceWorker.options(worker);
      const verbs: readonly ((a: unknown, b: unknown) => unknown)[] = [
        (a, b) => PersistenceWorker.requestPersistence(worker, a as never, b as never),
        (a) => PersistenceWorker.requestPersistence(worker, 'a', { priority: a as never }),
        (a, b) =>
          PersistenceWorker.forcePersistence(worker, { timeout: a as never, signal: b as never }),
        (a, b) =>
          PersistenceWorker.forcePersistence(worker, { stores: a as never, whenOpen: b as never }),
        (a, b) => PersistenceWorker.getStats(worker, { timeout: a as never, signal: b as never }),
        (a, b) => PersistenceWorker.ready(worker, { timeout: a as never, priority: b as never }),
        (a, b) =>
          PersistenceWorker.resetCircuitBreaker(worker, {
            timeout: a as never,
            signal: b as never,
          }),
        (a, b) => PersistenceWorker.subscribe(worker, a as never, { types: b as never }),
        (a) =>
          PersistenceWorker.configure(worker, {
            maxBatchSize: 7,
            mode: 'eager',
            strange: a ?? 1,
          } as never),
        (a) => PersistenceWorker.configure(worker, a as never),
        (a) => PersistenceWorker.storeReopened(worker, a as never),
        (a) => PersistenceWorker.getStats(a as never),
        (a) => PersistenceWorker.options(a as never),
      ];
      /** What was refused without a code, and a seed that shows it. */
      const odd = new Map<string, number>();
      for (let seed = SEED; seed < SEED + RUNS; seed += 1) {
        const random = seeded(seed);
        const at = Math.floor(random() * verbs.length);
        const failed = (error: unknown): void => {
          const { code } = (error ?? {}) as { code?: unknown };
          if (typeof code === 'string') return;
          const stack = (error as Error | undefined)?.stack ?? String(error);
          const key = `verb ${at}: ${stack.split('\n').slice(0, 3).join(' | ')}`;
          if (!odd.has(key)) odd.set(key, seed);
        };
        try {
          const answer = verbs[at]?.(hostile(random), hostile(random));
          if (answer instanceof Promise) answer.catch(failed);
        } catch (error) {
          failed(error);
        }
        if (seed % 500 === 0) await settle();
      }
      await settle();
      expect([...odd]).toEqual([]);
      expect(PersistenceWorker.options(worker).values).toEqual(before.values);
      expect((await PersistenceWorker.getStats(worker)).restarts).toBe(0);
      // An object without options is a legal change of nothing.
      const changed = events.flatMap((event) => (event.type === 'configured' ? event.changed : []));
      expect(changed).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
