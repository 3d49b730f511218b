import { describe, expect, it } from 'vitest';
import { runScript } from '../support/run-script.ts';

const START = `
import { silentLogger } from '@holdfast/actors';
import { openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { PersistenceSystem } from '@holdfast/supervision';
const system = await PersistenceSystem.start({
  stores: { orders: await openEmbeddedStore({ path: 'orders' }) },
  logger: silentLogger,
  environment: {},
  persistenceInterval: 300,
});
const append = () => system.store('orders').append('order-1', [{ type: 'Placed', data: 1 }]);
`;

describe('a host process', () => {
  it('ends by itself once the system is closed', async () => {
    const { code, stdout } = await runScript(`${START}
      await append();
      const report = await system.close();
      console.log(report.ok);`);
    expect([code, stdout.trim()]).toEqual([0, 'true']);
  });

  it('ends by itself when it forgets to close an idle system', async () => {
    const { code, stdout } = await runScript(`${START} console.log('started');`);
    expect([code, stdout.trim()]).toEqual([0, 'started']);
  });

  it('lives until the durability that it awaits has come, with nothing else to do', async () => {
    const { code, stdout } = await runScript(`${START}
      const receipt = await append();
      await receipt.durable;
      console.log('durable');`);
    expect([code, stdout.trim()]).toEqual([0, 'durable']);
  });

  it('lives until there is room at the door, while it waits for that', async () => {
    const { code, stdout } = await runScript(`${START}
      await system.configure('orders', { maxPendingStores: 1 });
      await append();
      await system.ready('orders', { timeout: 'infinity' });
      console.log((await system.getStats('orders')).pendingStoresCount);`);
    expect([code, stdout.trim()]).toEqual([0, '0']);
  });

  it('lives until a forced call has timed out, and closes in bounded time', async () => {
    const { code, stdout } = await runScript(`
      import { silentLogger } from '@holdfast/actors';
      import { ScriptedFence } from '@holdfast/actors/testing';
      import { openMemoryStore } from '@holdfast/store-adapters/memory';
      import { PersistenceSystem } from '@holdfast/supervision';
      const store = Object.assign(await openMemoryStore(), { fence: () => new Promise(() => {}) });
      const system = await PersistenceSystem.start({
        stores: { orders: store }, logger: silentLogger, environment: {}, shutdownTimeout: 500,
      });
      await system.store('orders').append('s', [{ type: 'E', data: 1 }]);
      await system.forcePersistence('orders', { timeout: 200 }).catch((e) => console.log(e.code));
      console.log((await system.getStats('orders')).inFlightFences);
      const report = await system.close();
      console.log(report.ok, report.stores[0].unfenced.join());`);
    expect(stdout.trim().split('\n')).toEqual(['ERR_CALL_TIMEOUT', '1', 'false orders']);
    expect(code).toBe(0);
  });
});
