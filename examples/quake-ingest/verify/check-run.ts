/** Reads back everything that the last run left in a data folder, and checks it. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { openEmbeddedStore } from '@holdfast/store-adapters/embedded';
import { type Catalogue, readCatalogue } from '../catalogue/catalogue.ts';
import { networksOf, type PlannedEvent, planOf } from '../catalogue/plan.ts';
import { errorCode, UsageError } from '../command-line/usage-error.ts';
import type { DataFolder } from '../run-folder/data-folder.ts';
import { type NotebookContent, readNotebook } from '../run-folder/notebook.ts';
import type { RunRecord } from '../run-folder/run-record.ts';
import { checkStore, type StoreCheck } from './check-store.ts';

export interface RunCheck {
  readonly stores: readonly StoreCheck[];
  readonly torn: boolean;
  readonly problems: readonly string[];
}

export async function checkRun(folder: DataFolder, record: RunRecord): Promise<RunCheck> {
  const catalogue = readCatalogue(await inputOf(folder));
  const plan = planOf(catalogue);
  const notebook = await readNotebook(folder.pathOf('notebook'));
  const stores: StoreCheck[] = [];
  const planned = byStore(plan);
  const noted = byStore(notebook.notes);
  for (const network of networksOf(plan).keys()) {
    const own = { plan: planned.get(network) ?? [], notes: noted.get(network) ?? [] };
    stores.push(await checkNetwork(folder, { network, ...own }));
  }
  const problems = [
    ...stores.flatMap((store) => store.problems),
    ...(await strangeStores(folder, plan)),
    ...strangeNotes(notebook, plan),
    ...reconcile(record, catalogue, stores),
  ];
  return { stores, torn: notebook.torn, problems };
}

async function inputOf(folder: DataFolder): Promise<Uint8Array> {
  return readFile(folder.pathOf('input')).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new UsageError(`The last run in ${folder.path} was cut off before it began.`);
  });
}

type Expected = Omit<Parameters<typeof checkStore>[0], 'events'>;

async function checkNetwork(folder: DataFolder, content: Expected): Promise<StoreCheck> {
  const { network } = content;
  const path = folder.storePath(network);
  // Not made here: a run that was killed early had not come to this store yet.
  if (!existsSync(path)) return checkStore({ ...content, events: [] });
  try {
    const store = await openEmbeddedStore({ path });
    try {
      return await checkStore({ ...content, events: store.readAll() });
    } finally {
      await store.close();
    }
  } catch (error) {
    throw new Error(`The store of ${network} cannot be read back.`, { cause: error });
  }
}

function byStore<T extends { readonly store: string }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.store);
    if (group === undefined) groups.set(item.store, [item]);
    else group.push(item);
  }
  return groups;
}

async function strangeStores(
  folder: DataFolder,
  plan: readonly PlannedEvent[],
): Promise<readonly string[]> {
  const known = new Set([...networksOf(plan).keys()].map((net) => basename(folder.storePath(net))));
  const names = await readdir(folder.pathOf('stores')).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => !known.has(name)).map((name) => `stores/${name}: unknown store`);
}

function strangeNotes(
  { notes, unreadable }: NotebookContent,
  plan: readonly PlannedEvent[],
): string[] {
  const networks = networksOf(plan);
  return [
    ...unreadable.map((line) => `durable.log, line ${line}: cannot be read`),
    ...notes
      .filter(({ store }) => !networks.has(store))
      .map(({ store, stream }) => `durable.log names ${stream} in an unknown store, ${store}`),
  ];
}

/** What a run that ended in order says of itself has to agree with what is there. */
function reconcile(
  record: RunRecord,
  catalogue: Catalogue,
  stores: readonly StoreCheck[],
): readonly string[] {
  const sum = (figure: 'planned' | 'found' | 'noted'): number =>
    stores.reduce((total, store) => total + store[figure], 0);
  const problems: string[] = [];
  const agree = (what: string, said: number, found: number): void => {
    if (said !== found) problems.push(`${what}: the run says ${said}, found ${found}`);
  };
  agree('bad lines of the input', record.badLines, catalogue.bad.length);
  if (record.state === 'running') return problems;
  agree('accepted events', record.accepted, sum('found'));
  agree('durable events', record.durable, sum('noted'));
  if (record.state === 'stopped') return problems;
  for (const { network, planned, found, noted } of stores) {
    if (planned === found && planned === noted) continue;
    problems.push(`${network}: ${planned} events in the input, ${found} found, ${noted} durable`);
  }
  return problems;
}
