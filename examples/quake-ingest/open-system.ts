/** One embedded store per network, all in one system: one supervised worker per store. */
import type { Logger } from '@holdfast/actors';
import type { EventStore } from '@holdfast/actors/ports';
import { openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { PersistenceSystem } from '@holdfast/supervision';
import type { DemoOptions } from './demo-options.ts';
import { FlakyDisk } from './faults/flaky-disk.ts';
import type { DataFolder } from './run-folder/data-folder.ts';

export interface OpenedSystem {
  readonly system: PersistenceSystem;
  /** The disk of the store that was named as flaky. */
  readonly disk: FlakyDisk | undefined;
}

export async function openSystem(
  folder: DataFolder,
  networks: Iterable<string>,
  settings: { readonly options: DemoOptions; readonly logger: Logger; readonly flaky?: string },
): Promise<OpenedSystem> {
  const { options, logger, flaky } = settings;
  const opened = await Promise.all(
    Array.from(networks, async (network): Promise<[string, EventStore]> => {
      const store = await openEmbeddedStore({ path: folder.storePath(network) });
      return [network, network === flaky ? new FlakyDisk(store) : store];
    }),
  );
  const stores = Object.fromEntries(opened);
  // An empty environment: the output says which options are in force, and HOLDFAST_… would win.
  const system = await PersistenceSystem.start({ stores, logger, environment: {}, ...options });
  const disk = opened.map(([, store]) => store).find((store) => store instanceof FlakyDisk);
  return { system, disk };
}
