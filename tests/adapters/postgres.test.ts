/** The contract on PostgreSQL, on a server that these tests start and crash. */
import assert from 'node:assert/strict';
import type { EventStore } from '@holdfast/store-adapters';
import { type ContractHarness, storeContract } from '@holdfast/store-adapters/contract';
import { openPostgresStore } from '@holdfast/store-adapters/postgres';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { PostgresServer, whyNoPostgres } from '../support/postgres-server.ts';

const obstacle = whyNoPostgres();
const title = obstacle === undefined ? '' : ` (skipped: ${obstacle})`;

describe.skipIf(obstacle !== undefined)(`the contract on PostgreSQL${title}`, () => {
  let server: PostgresServer | undefined;
  let stores = 0;
  const ids = new Map<EventStore, string>();

  beforeAll(async () => {
    // Nobody but a fence writes what was accepted: a crash takes all the rest.
    server = await PostgresServer.start({ settings: { wal_writer_delay: '10s' } });
  }, 60_000);

  afterAll(async () => {
    await server?.remove();
  });

  const running = (): PostgresServer => server ?? assert.fail('the server did not start');
  const open = async (storeId: string): Promise<EventStore> => {
    const store = await openPostgresStore({ connection: running().connection, storeId });
    ids.set(store, storeId);
    return store;
  };
  const harness: ContractHarness = {
    survives: { accepted: 'process_crash', durable: 'power_loss' },
    open: () => open(`store ${(stores += 1)}`),
    reopen: (store) => open(ids.get(store) as string),
    // The memory of the server is lost, that of the operating system is not: for the rest of the
    // way to the disk see the recorded run in tests/durability.
    powerCut: async (store) => {
      await running().stop('immediate');
      await running().resume();
      await store.close();
      return open(ids.get(store) as string);
    },
  };
  for (const { name, run } of storeContract(harness)) it(name, run, 60_000);
});
