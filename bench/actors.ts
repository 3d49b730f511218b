/* eslint-disable @typescript-eslint/no-generated-empty-object-type -- nact's `Ref` is an empty class */
/** Messages of a GenServer beside messages of the library that it is built on. */
import {
  ActorSystem,
  GenServer,
  type GenServerCallbacks,
  noreply,
  ok,
  type Request,
  reply,
  silentLogger,
} from '@holdfast/actors';
import { dispatch, query, type Ref, spawn, start, stop } from 'nact';
import { type Contender, interleave, perSecond, type Result } from './rounds.ts';

const ROUNDS = 7;
const BURST = 1_000;
const CASTS = { holdfast: 1_000_000, nact: 30_000 };
const CALLS = { holdfast: 200_000, nact: 20_000 };
const OUTSTANDING = 50_000;

interface Counter {
  call: Request<{ type: 'get' }, number>;
  cast: { type: 'add' };
}

const counter: GenServerCallbacks<number, number, Counter> = {
  init: (count) => ok(count),
  handleCall: (_request, _from, count) => reply(count, count),
  handleCast: (_message, count) => noreply(count + 1),
};

type NactMessage = { readonly ask: Ref<number> } | 'add';

/** Prints P1 to P3 of the performance targets, as far as nact is the measure. */
export async function benchActors(): Promise<void> {
  const system = new ActorSystem({ logger: silentLogger });
  const server = await GenServer.start(system, counter, 0);
  const nact = start();
  const actor: Ref<NactMessage> = spawn(
    nact,
    (count: number, message: NactMessage) => {
      if (message === 'add') return count + 1;
      dispatch(message.ask, count);
      return count;
    },
    'counter',
    { initialState: 0 },
  );

  const call = (): Promise<number> => GenServer.call(server, { type: 'get' });
  const ask = (timeoutMs: number): Promise<number> =>
    query(actor, (ref: Ref<number>) => ({ ask: ref }), timeoutMs);

  report(
    'P1 casts',
    50,
    await interleave(
      [
        throughput(
          'GenServer.cast',
          CASTS.holdfast,
          () => GenServer.cast(server, { type: 'add' }),
          call,
        ),
        throughput(
          'nact dispatch',
          CASTS.nact,
          () => dispatch(actor, 'add'),
          () => ask(60_000),
        ),
      ],
      ROUNDS,
    ),
  );
  report(
    'P2 sequential calls with a 5 s timeout',
    15,
    await interleave(
      [
        sequential('GenServer.call', CALLS.holdfast, call),
        sequential('nact query', CALLS.nact, () => ask(5_000)),
      ],
      ROUNDS,
    ),
  );
  report(
    'P3 50,000 calls outstanding',
    5,
    await interleave(
      [outstanding('GenServer.call', call), outstanding('nact query', () => ask(5_000))],
      ROUNDS,
    ),
  );
  await system.close();
  stop(nact);
}

/** Bursts of casts, each followed by an answer, so that the mailbox is really emptied. */
function throughput(
  name: string,
  count: number,
  cast: () => void,
  drained: () => Promise<unknown>,
): Contender {
  const run = (): Promise<number> =>
    perSecond(count, async () => {
      for (let sent = 0; sent < count; sent += BURST) {
        for (let burst = 0; burst < BURST; burst += 1) cast();
        await drained();
      }
    });
  return { name, run };
}

function sequential(name: string, count: number, call: () => Promise<unknown>): Contender {
  const run = (): Promise<number> =>
    perSecond(count, async () => {
      for (let called = 0; called < count; called += 1) await call();
    });
  return { name, run };
}

function outstanding(name: string, call: () => Promise<unknown>): Contender {
  const run = async (): Promise<number> => {
    let lost = 0;
    const rate = await perSecond(OUTSTANDING, () =>
      Promise.all(Array.from({ length: OUTSTANDING }, () => call().catch(() => (lost += 1)))),
    );
    if (lost > 0) process.stdout.write(`  ${name}: ${lost} of ${OUTSTANDING} replies lost\n`);
    return rate;
  };
  return { name, run };
}

function report(title: string, target: number, [ours, peer]: readonly Result[]): void {
  if (ours === undefined || peer === undefined) return;
  const ratio = ours.median / peer.median;
  process.stdout.write(`${title}: ${ratio.toFixed(1)} × ${peer.name} (target ≥ ${target})\n`);
  for (const { name, median, least, most } of [ours, peer]) {
    const [m, l, h] = [median, least, most].map((rate) => Math.round(rate).toLocaleString('en-US'));
    process.stdout.write(`  ${name.padEnd(16)} ${m}/s  (${l} to ${h})\n`);
  }
}
