/**
 * A process that holds stores of one adapter for a test which records its system calls. Requests come in
 * on the standard input, one JSON object per line; an answer to each goes out on the standard
 * output. Every write there is one system call, so the recording shows when a fence resolved.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { storeId } from '@holdfast/actors/ports';
import type { EventStore } from '@holdfast/store-adapters';
import { crashAdapter } from './crash-adapters.ts';
import { decodeValue, encodeValue } from './wire-values.ts';

export interface StoreRequest {
  readonly id: number;
  readonly verb: 'open' | 'append' | 'fence' | 'read' | 'readAll' | 'close' | 'mark';
  /** Folder of the store, which is its name here too. */
  readonly path: string;
  readonly args: readonly unknown[];
}

export interface StoreAnswer {
  readonly id: number;
  readonly verb: StoreRequest['verb'];
  readonly path: string;
  readonly value?: unknown;
  readonly error?: { readonly code?: unknown; readonly message: string };
}

const adapter = crashAdapter(process.argv[2]);
const stores = new Map<string, EventStore>();

writeSync(1, '{"ready":true}\n');
for await (const line of createInterface({ input: process.stdin })) {
  const request = decodeValue(JSON.parse(line)) as StoreRequest;
  // Not awaited: what is asked for together is under way together. Calls begin in their order.
  void answer(request);
}
process.exit(0);

async function answer({ id, verb, path, args }: StoreRequest): Promise<void> {
  let outcome: Pick<StoreAnswer, 'value' | 'error'>;
  try {
    outcome = { value: await perform(verb, path, args) };
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message: string };
    outcome = { error: { code, message } };
  }
  writeSync(1, `${JSON.stringify(encodeValue({ id, verb, path, ...outcome }))}\n`);
}

function perform(verb: StoreRequest['verb'], path: string, args: readonly unknown[]): unknown {
  switch (verb) {
    case 'open':
      return open(path);
    case 'append':
      return opened(path).append(...(args as Parameters<EventStore['append']>));
    case 'fence':
      return opened(path).fence(storeId(args[0]), { signal: new AbortController().signal });
    case 'read':
      return collect(opened(path).read(...(args as Parameters<EventStore['read']>)));
    case 'readAll':
      return collect(opened(path).readAll(...(args as Parameters<EventStore['readAll']>)));
    case 'close':
      return opened(path).close();
    case 'mark':
      return undefined;
  }
}

async function open(path: string): Promise<void> {
  stores.set(path, await adapter.open(path));
}

function opened(path: string): EventStore {
  const store = stores.get(path);
  if (store === undefined) throw new Error(`no store was opened in ${path}`);
  return store;
}

async function collect(events: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for await (const event of events) all.push(event);
  return all;
}
