/**
 * 08 · A host that ends in order. SIGTERM or Ctrl-C stops its work; `close` makes the final fences
 * within `shutdownTimeout` and says what was left, and the exit code passes that on: 0, every append
 * is durable; 1, something is not, and which store it is stands in the output.
 *
 *     node examples/dist/08-graceful-shutdown.js ./data
 *     node examples/dist/08-graceful-shutdown.js ./data --hang    a disk that never answers
 */
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { PersistenceSystem } from '@holdfast/supervision';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { hang: { type: 'boolean', default: false } },
});
const store = await openEmbeddedStore({ path: positionals[0] ?? './data/08' });
if (values.hang) store.fence = () => new Promise(() => undefined);
const system = await PersistenceSystem.start({
  stores: { orders: store },
  storeTimeout: '1s',
  shutdownTimeout: '2s',
});

const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

/** The work of this host: appends until it is told to stop. */
async function work(stream: string): Promise<number> {
  let accepted = 0;
  while (!stopping.signal.aborted) {
    await system.store('orders').append(stream, [{ type: 'Placed', data: { number: accepted } }]);
    accepted += 1;
    await pause(1);
  }
  return accepted;
}

const working = ['a', 'b', 'c', 'd'].map(work);
console.log(`serving as process ${process.pid}`);
const accepted = (await Promise.all(working)).reduce((sum, count) => sum + count, 0);
const { ok, stores } = await system.close();
const left = stores.flatMap(({ unfenced }) => unfenced);
console.log(`accepted ${accepted}; ${ok ? 'all durable' : `not durable: ${left.join(', ')}`}`);
process.exitCode = ok ? 0 : 1;
